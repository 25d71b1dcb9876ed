import { readFile } from 'node:fs/promises';
import { acquireLock } from '../store/lock.js';
import { openTokenStore, type TokenStore } from '../store/tokens.js';
import { WithingsApiClient } from '../withings/client.js';
import type { Tokens } from '../withings/tokens.js';
import { type BrowserLogin, browserLogin } from './browser-login.js';
import { findAccount, hideLogins, openContext } from './context.js';
import { parseImport, tryTokens } from './import.js';

interface AuthOptions {
  readonly config: string;
  readonly import?: string;
}

/** `withings2mqtt auth ACCOUNT`: a login in the browser, or the tokens of another tool, into the token store. */
export async function auth(name: string, options: AuthOptions, signal: AbortSignal): Promise<boolean> {
  const { config, log } = openContext(options.config);
  findAccount(config, name);
  const imported = options.import === undefined ? undefined : await readImport(options.import);
  const lock = await acquireLock(config.dataDir);
  let leave = async () => {};
  try {
    const store = openTokenStore({ dataDir: config.dataDir, warn: log.warn });
    await hideLogins(store, log);
    const context = { config, log, name, keep: (tokens: Tokens) => keepLogin(store, name, tokens), signal };
    if (imported) await importLogin({ ...context, ...imported, store });
    else leave = await browserLogin(context);
  } finally {
    await lock.release();
  }
  print(`${name} is authorised; its tokens are in ${config.dataDir}. Next: withings2mqtt run`);
  await leave();
  return true;
}

interface Imported {
  readonly file: string;
  readonly tokens: Tokens;
}

async function readImport(file: string): Promise<Imported> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot read ${file} (${error.code}); name the JSON file with the tokens`);
  });
  return { file, tokens: parseImport(text, file) };
}

/** Tokens that cannot be tried now are kept: they may be the only ones there are. */
async function importLogin(options: BrowserLogin & Imported & { readonly store: TokenStore }): Promise<void> {
  const { config, log, name, store, file, tokens, keep, signal } = options;
  // A refresh changes them: not for an account that they will not be kept for.
  await refuseTwin(store, name, tokens);
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const { accessToken, refreshToken, userId, scope } = tokens;
  for (const secret of [accessToken, refreshToken]) log.hide(secret);
  const client = new WithingsApiClient({
    ...{ baseUrl, clientId, clientSecret, accessToken, refreshToken, scope, signal, blank: log.blank },
    ...(userId && { userId }),
  });
  const trial = await tryTokens(client, name, file);
  signal.throwIfAborted();
  if ('tokens' in trial) {
    await keep({ ...trial.tokens, scope: trial.tokens.scope || scope });
    return;
  }
  await keep(tokens);
  log.warn(
    `${name}: the tokens could not be tried now (${trial.untried}); they are kept, and withings2mqtt check tries them`,
  );
}

async function keepLogin(store: TokenStore, name: string, tokens: Tokens): Promise<void> {
  await refuseTwin(store, name, tokens);
  await store.save(name, tokens);
}

/** Two accounts with the tokens of one person would be the same sensors twice: a browser that was still signed in. */
async function refuseTwin(store: TokenStore, name: string, tokens: Tokens): Promise<void> {
  const others = Object.entries(await store.all().catch(() => ({})));
  const twin = others.find(([other, { userId }]) => other !== name && tokens.userId !== '' && userId === tokens.userId);
  if (twin) {
    throw new Error(
      `that was the Withings user of account ${twin[0]}; sign out of Withings in the browser and run this again for ${name}`,
    );
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
