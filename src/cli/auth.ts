import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Config } from '../config/index.js';
import { type CallbackAnswer, readAnswer, startCallback } from '../http/callback.js';
import type { Log } from '../log.js';
import { acquireLock } from '../store/lock.js';
import { openTokenStore, type TokenStore } from '../store/tokens.js';
import { systemTools } from '../tools.js';
import { WithingsApiClient } from '../withings/client.js';
import { authorizeUrl, BED_SCOPE, refusedParameter, SCOPES } from '../withings/oauth.js';
import type { Tokens } from '../withings/tokens.js';
import { findAccount, hideLogins, openContext } from './context.js';
import { parseImport } from './import.js';

const PATIENCE_MILLISECONDS = 15 * 60_000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

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
  try {
    const store = openTokenStore({ dataDir: config.dataDir, warn: log.warn });
    await hideLogins(store, log);
    if (imported) await keep(store, name, imported);
    else await login(config, log, name, store, signal);
    print(`${name} is authorised; its tokens are in ${config.dataDir}. Next: withings2mqtt run`);
    return true;
  } finally {
    await lock.release();
  }
}

async function readImport(file: string): Promise<Tokens> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot read ${file} (${error.code}); name the JSON file with the tokens`);
  });
  return parseImport(text, file);
}

/** Two accounts with the tokens of one person would be the same sensors twice: a browser that was still signed in. */
async function keep(store: TokenStore, name: string, tokens: Tokens): Promise<void> {
  const others = Object.entries(await store.all().catch(() => ({})));
  const twin = others.find(([other, { userId }]) => other !== name && tokens.userId !== '' && userId === tokens.userId);
  if (twin) {
    throw new Error(
      `that was the Withings user of account ${twin[0]}; sign out of Withings in the browser and run this again for ${name}`,
    );
  }
  await store.save(name, tokens);
}

async function login(config: Config, log: Log, name: string, store: TokenStore, signal: AbortSignal): Promise<void> {
  const { clientId, clientSecret, apiUrl, accountUrl, redirectUri } = config.withings;
  const client = new WithingsApiClient({ baseUrl: apiUrl, clientId, clientSecret, signal, blank: log.blank });
  const state = randomBytes(16).toString('hex');
  log.hide(state);
  const redirect = new URL(redirectUri);
  const scopes = config.server.publicUrl ? [...SCOPES, BED_SCOPE] : SCOPES;
  const url = authorizeUrl({ accountUrl, clientId, redirectUri, state, scopes });
  const refused = await refusedParameter(url, signal);
  signal.throwIfAborted();
  if (refused) throw new Error(`Withings does not accept withings.${refused}${hint(refused, redirectUri)}`);
  const outcome = withResolvers<void>();

  let answered = false;
  async function onAnswer(answer: CallbackAnswer): Promise<string> {
    if (answered) throw new Error('This login has been used already.');
    answered = true;
    try {
      if ('problem' in answer) throw new Error(answer.problem);
      await keep(store, name, await client.getAccessToken(answer.code, redirectUri));
      outcome.resolve();
      return `${name} is authorised. You can close this page.`;
    } catch (error) {
      const reason = log.blank(error instanceof Error ? error.message : String(error));
      const failure = new Error(`${name} is not authorised: ${reason}${hint(reason, redirectUri)}`);
      outcome.reject(failure);
      throw failure;
    }
  }

  const server = await listen(config, redirect, state, onAnswer);
  const stopReading = readPasted(state, redirect, (answer) => void onAnswer(answer).catch(() => {}));
  print(`Open this address in a browser, sign in to Withings as the person behind ${name}, and allow the access:\n`);
  print(`  ${url}\n`);
  print(`Waiting for the browser to come back to ${redirectUri}`);
  print('If it cannot open that page, copy the address of the page it ended on, and paste it here within 30 seconds.');
  try {
    await Promise.race([outcome.promise, tooLate(signal)]);
  } finally {
    stopReading();
    await server?.close();
  }
}

async function listen(
  config: Config,
  redirect: URL,
  state: string,
  onAnswer: (answer: CallbackAnswer) => Promise<string>,
) {
  const local = LOOPBACK.includes(redirect.hostname);
  // Behind a proxy the browser's address is not ours, and TLS on this machine is not ours to speak.
  if (local && redirect.protocol === 'https:') return undefined;
  const port = local ? Number(redirect.port || 80) : config.server.port;
  const host =
    local && config.server.host === '127.0.0.1' ? redirect.hostname.replace(/[[\]]/g, '') : config.server.host;
  try {
    return await startCallback({ host, port, path: redirect.pathname, state, onAnswer });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken by another program; stop that, or' : `cannot be opened (${code});`;
    throw new Error(
      `port ${port} on ${host} ${why} choose another port in withings.redirect_uri (and at developer.withings.com)`,
    );
  }
}

/** The address the browser ended on, pasted by a person whose browser cannot reach this machine. */
function readPasted(state: string, redirect: URL, onAnswer: (answer: CallbackAnswer) => void): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const text = line.trim();
    if (text === '') return;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && url.pathname === redirect.pathname) onAnswer(readAnswer(url.searchParams, state));
    else print(`That is not the address of the page; it begins with ${redirect.origin}${redirect.pathname}?`);
  });
  return () => lines.close();
}

function tooLate(signal: AbortSignal): Promise<never> {
  return systemTools.sleep(PATIENCE_MILLISECONDS, signal).then(
    () => Promise.reject(new Error('nobody has come back from Withings within 15 minutes; run this again')),
    () => Promise.reject(new Error('stopped; the account is not authorised')),
  );
}

function hint(reason: string, redirectUri: string): string {
  if (/redirect_uri/i.test(reason)) {
    return `; enter exactly ${redirectUri} as a callback URL at developer.withings.com/dashboard`;
  }
  if (/client/i.test(reason)) return '; check withings.client_id and withings.client_secret';
  if (/code/i.test(reason)) return '; a code works once and lives 30 seconds: run this again';
  return '';
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
