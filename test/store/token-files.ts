import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTokenStore, type StoredTokens } from '../../src/store/tokens.js';

export const tokensOf = (name: string): StoredTokens => ({
  userId: `1${name.length}`,
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: Date.UTC(2030, 0, 2, 3, 4, 5, 6),
  scope: 'user.info,user.metrics',
});
export const entryOf = (name: string) => ({
  userid: `1${name.length}`,
  access_token: `access-${name}`,
  refresh_token: `refresh-${name}`,
  expires_at: '2030-01-02T03:04:05.006Z',
  scope: 'user.info,user.metrics',
});
export const fileOf = (dataDir: string) => join(dataDir, 'tokens.json');
export const writeTokens = (dataDir: string, content: unknown) =>
  writeFile(fileOf(dataDir), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
export const readTokens = async (dataDir: string): Promise<unknown> =>
  JSON.parse(await readFile(fileOf(dataDir), 'utf8'));
export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

export function openWithWarnings(dataDir: string) {
  const warnings: string[] = [];
  return { warnings, store: openTokenStore({ dataDir, warn: (message) => warnings.push(message) }) };
}
