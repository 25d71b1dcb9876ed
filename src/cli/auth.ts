import { readFile } from 'node:fs/promises';
import { decideLogin, keepLogin, type LoginPlace } from '../bridge/login/keep-login.js';
import type { Store } from '../store/store.js';
import { WithingsApiClient } from '../withings/client.js';
import type { Tokens } from '../withings/tokens.js';
import { type BrowserLogin, browserLogin } from './browser-login.js';
import { type CommandContext, findAccount, openContext, withStore } from './context.js';
import { parseImport, tryTokens } from './import-tokens.js';
import { print } from './output.js';
import { withAdvice } from './refused-login.js';

interface AuthOptions {
  readonly config: string;
  readonly import?: string;
  readonly replace?: boolean;
}

/** `withings2mqtt auth ACCOUNT`: a login in the browser, or the tokens of another tool, into the store. */
export async function auth(name: string, options: AuthOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options.config, signal);
  findAccount(context.config, name);
  const imported = options.import === undefined ? undefined : await readImport(options.import);
  await withStore(context, signal, async (store) => {
    const configured = context.config.accounts.map((account) => account.name);
    const place = { store, name, configured, replace: options.replace ?? false };
    let said: readonly string[] = [];
    let leave = async () => {};
    const keep = async (tokens: Tokens) => {
      said = await withAdvice(keepLogin(place, tokens));
    };
    const bridgeRuns = (await store.lease.holder()) !== undefined;
    if (imported) await importLogin({ ...context, ...imported, name, keep, signal }, place);
    else leave = await browserLogin({ ...context, name, keep, signal, bridgeRuns });
    for (const text of [...said, await whatNext(context, name, store)]) print(text);
    await leave();
  });
  return true;
}

async function whatNext({ config }: CommandContext, name: string, store: Store): Promise<string> {
  const done = `${name} is authorised; its tokens are in ${config.dataDir}.`;
  const bridgeRuns = (await store.lease.holder()) !== undefined;
  return bridgeRuns ? `${done} The running bridge uses them at once.` : `${done} Next: withings2mqtt run`;
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
async function importLogin(options: Omit<BrowserLogin, 'bridgeRuns'> & Imported, place: LoginPlace): Promise<void> {
  const { config, log, name, file, tokens, keep, signal } = options;
  // A refresh changes them: not for an account that they will not be kept for.
  if (tokens.userId) await withAdvice(decideLogin(place, tokens.userId));
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
    '{account}: the tokens could not be tried now ({reason}); they are kept, and withings2mqtt check tries them',
    {
      ...{ account: name, reason: trial.untried },
    },
  );
}
