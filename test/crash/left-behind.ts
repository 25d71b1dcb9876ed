import { cp, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonState } from '../../src/store/person-state.js';
import type { Tokens } from '../../src/withings/tokens.js';
import { withStore } from '../stored.js';

/** Makes a folder look as a bridge leaves it that was killed: with the lease, in the middle of a refresh. */
export async function leaveBehind(dataDir: string): Promise<void> {
  const asKilled = `${dataDir}.as-killed`;
  await withStore(dataDir, async ({ people, logins, lease }) => {
    await lease.acquire({ host: 'dead', pid: 1, since: Date.now() });
    const [anna] = await people.list();
    await logins.exclusively(anna!.userId, () => cp(dataDir, asKilled, { recursive: true }));
  });
  await rm(dataDir, { recursive: true });
  await cp(asKilled, dataDir, { recursive: true });
  await rm(asKilled, { recursive: true });
}

/** What a bridge of version 0.1.0 knew, by account. */
export interface OldAccounts {
  readonly logins: Readonly<Record<string, Tokens>>;
  readonly states: Readonly<Record<string, PersonState>>;
  readonly instance: string;
}

/** Makes the folder of version 0.1.0, as a bridge leaves it that was killed an hour ago. */
export async function makeOldFolder(dataDir: string, { logins, states, instance }: OldAccounts): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { mode: 0o700 });
  const put = (name: string, value: unknown) => writeFile(join(dataDir, name), JSON.stringify(value), { mode: 0o600 });
  await put('tokens.json', { version: 1, accounts: mapValues(logins, oldLogin) });
  await put('state.json', {
    ...{ version: 1, instance },
    accounts: mapValues(states, (state, name) => oldState(state, logins[name]!.userId)),
  });
  await put('history.json', { version: 1, statistics: {}, accounts: {} });
  await put('lock', { pid: 1, host: 'dead', started: 'an earlier boot/1', token: 'dead' });
  const anHourAgo = Date.now() / 1000 - 3600;
  await utimes(join(dataDir, 'lock'), anHourAgo, anHourAgo);
}

function oldLogin({ userId, accessToken, refreshToken, expiresAt, scope }: Tokens) {
  return {
    ...{ userid: userId, access_token: accessToken, refresh_token: refreshToken, scope },
    expires_at: new Date(expiresAt).toISOString(),
  };
}

function oldState({ seen, loginProblem: _, ...state }: PersonState, userId: string) {
  return { ...state, userId, feeds: { ...state.feeds, measures: { ...state.feeds.measures, seen } } };
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, map: (value: From, key: string) => To) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}
