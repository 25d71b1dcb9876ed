import { readFile } from 'node:fs/promises';
import { decideLogin, keepLogin, type LoginPlace } from '../bridge/login/keep-login.js';
import { namesAround } from '../bridge/login/names-around.js';
import type { Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { WithingsApiClient } from '../withings/client.js';
import type { Tokens } from '../withings/tokens.js';
import { type BrowserLogin, browserLogin } from './browser-login.js';
import { personCalls } from './calls.js';
import { type CommandContext, type ContextOptions, openContext } from './context.js';
import { parseImport, tryTokens } from './import-tokens.js';
import { withAccount } from './known-account.js';
import { print } from './output.js';
import { withAdvice } from './refused-login.js';
import { bridgesOn, isKnownToBridges } from './running.js';
import { storePlace } from './store-place.js';

interface AuthOptions extends ContextOptions {
  readonly import?: string;
  readonly replace?: boolean;
}

/** `withings2mqtt auth ACCOUNT`: a login in the browser, or the tokens of another tool, into the store. */
export async function auth(name: string, options: AuthOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal);
  const imported = options.import === undefined ? undefined : await readImport(options.import);
  await withAccount({ ...context, mayBegin: true }, name, signal, async (store) => {
    const configured = context.config.accounts.map((account) => account.name);
    const known = { people: store.people, accounts: store.cluster?.accounts };
    const placeFor = async ({ userId }: Tokens) => {
      const around = { store, name, replace: options.replace ?? false, queue: store.cluster?.queue };
      return { ...around, configured: await namesAround(known, configured, userId), clock: systemTools.clock };
    };
    let said: readonly string[] = [];
    let leave = async () => {};
    const keep = async (tokens: Tokens) => {
      said = await withAdvice(keepLogin(await placeFor(tokens), tokens), options.import);
    };
    const { here: bridgeRuns } = await bridgesOn(store);
    const common = { ...context, name, keep, signal, beforeAttempt: personCalls(store, context.config.withings) };
    if (imported) await importLogin({ ...common, ...imported }, await placeFor(imported.tokens));
    else leave = await browserLogin({ ...common, bridgeRuns });
    for (const text of [...said, await whatNext(context, name, store)]) print(text);
    await leave();
  });
  return true;
}

async function whatNext({ config }: CommandContext, name: string, store: Store): Promise<string> {
  const done = `${name} is authorised; its tokens are in ${await storePlace(config)}.`;
  const { count } = await bridgesOn(store);
  if (count > 1) return `${done} The running bridges use them at once.`;
  if (count === 0) return `${done} Next: withings2mqtt run`;
  if (await isKnownToBridges(name, store)) return `${done} The running bridge uses them at once.`;
  return `${done} The running bridge began without ${name}: start it anew.`;
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
  const { config, log, name, file, tokens, keep, signal, beforeAttempt } = options;
  // A refresh changes them: not for an account that they will not be kept for.
  if (tokens.userId) await withAdvice(decideLogin(place, tokens.userId), file);
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const { accessToken, refreshToken, userId, scope } = tokens;
  for (const secret of [accessToken, refreshToken]) log.hide(secret);
  const client = new WithingsApiClient({
    ...{ baseUrl, clientId, clientSecret, accessToken, refreshToken, scope, signal, blank: log.blank, beforeAttempt },
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
