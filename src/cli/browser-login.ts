import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Config } from '../config/index.js';
import { type CallbackAnswer, startCallback } from '../http/callback.js';
import type { Log } from '../log.js';
import { systemTools } from '../tools.js';
import { WithingsApiClient } from '../withings/client.js';
import { authorizeUrl, BED_SCOPE, refusedParameter, SCOPES } from '../withings/oauth.js';
import type { Tokens } from '../withings/tokens.js';
import { landingOf } from './landing.js';
import { type OneAnswer, oneAnswer } from './one-answer.js';
import { readPasted } from './pasted.js';

const PATIENCE_MILLISECONDS = 15 * 60_000;
const SECOND_LOOK_MILLISECONDS = 2000;
const WITH_TERMINAL = 'standard input is closed; with Docker: docker run --interactive';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What is done with the tokens of a login. */
type Keep = (tokens: Tokens) => Promise<void>;

export interface BrowserLogin {
  readonly config: Config;
  readonly log: Log;
  /** Of the account. */
  readonly name: string;
  readonly keep: Keep;
  readonly signal: AbortSignal;
}

/**
 * Lets a person log in to Withings in a browser. Resolves when the tokens are kept; what it gives is to be called last,
 * for browsers that load the page twice.
 *
 * @throws Error that says why there is no login, and what to do
 */
export async function browserLogin(options: BrowserLogin): Promise<() => Promise<void>> {
  const { config, log, name, keep, signal } = options;
  const { clientId, clientSecret, apiUrl, accountUrl, redirectUri } = config.withings;
  const client = new WithingsApiClient({ baseUrl: apiUrl, clientId, clientSecret, signal, blank: log.blank });
  const state = randomBytes(16).toString('hex');
  log.hide(state);
  const scopes = config.server.publicUrl ? [...SCOPES, BED_SCOPE] : SCOPES;
  const url = authorizeUrl({ accountUrl, clientId, redirectUri, state, scopes });
  const refused = await refusedParameter(url, signal);
  signal.throwIfAborted();
  if (refused) throw new Error(`Withings does not accept withings.${refused}${hint(refused, redirectUri)}`);
  const login = oneAnswer(async (answer: CallbackAnswer) => {
    try {
      if ('problem' in answer) throw new Error(answer.problem);
      await keep(await client.getAccessToken(answer.code, redirectUri));
      return `${name} is authorised. You can close this page.`;
    } catch (error) {
      const reason = log.blank(error instanceof Error ? error.message : String(error));
      throw new Error(`${name} is not authorised: ${reason}${hint(reason, redirectUri)}`);
    }
  });
  return answered({ config, name, url, state, login, signal });
}

interface Waiting {
  readonly config: Config;
  readonly name: string;
  readonly url: string;
  readonly state: string;
  readonly login: OneAnswer<CallbackAnswer>;
  readonly signal: AbortSignal;
}

/** Resolves when the person has come back, by the browser or by an address that was pasted. */
async function answered({ config, name, url, state, login, signal }: Waiting): Promise<() => Promise<void>> {
  const { redirectUri } = config.withings;
  let browserCame = false;
  const server = await listen(config, state, (answer) => {
    browserCame = true;
    return login.take(answer);
  });
  print(`Open this address in a browser, sign in to Withings as the person behind ${name}, and allow the access:\n`);
  print(`  ${url}\n`);
  print(`Waiting for the browser to come back to ${redirectUri}`);
  print('If it cannot open that page, copy the address of the page it ended on, and paste it here within 30 seconds.');
  const noPaste = new AbortController();
  const stopReading = readPasted({
    input: process.stdin,
    state,
    say: print,
    onAnswer: (answer) => void login.take(answer).catch(() => {}),
    onEnd: () => noPaste.abort(),
  });
  const leave = async () => {
    // The second look is to say the same as the first.
    if (browserCame) await systemTools.sleep(SECOND_LOOK_MILLISECONDS, signal).catch(() => {});
    await server?.close();
  };
  try {
    await Promise.race([login.outcome, tooLate(signal), nothingLeft(noPaste.signal, server !== undefined)]);
    return leave;
  } catch (error) {
    await leave();
    throw error;
  } finally {
    stopReading();
  }
}

async function listen(config: Config, state: string, onAnswer: (answer: CallbackAnswer) => Promise<string>) {
  const { url, paths } = landingOf(config.withings.redirectUri);
  const local = LOOPBACK.includes(url.hostname);
  // Behind a proxy the browser's address is not ours, and TLS on this machine is not ours to speak.
  if (local && url.protocol === 'https:') return undefined;
  const port = local ? Number(url.port || 80) : config.server.port;
  const host = local && config.server.host === '127.0.0.1' ? url.hostname.replace(/[[\]]/g, '') : config.server.host;
  try {
    return await startCallback({ host, port, paths, state, onAnswer });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken by another program; stop that, or' : `cannot be opened (${code});`;
    throw new Error(
      `port ${port} on ${host} ${why} choose another port in withings.redirect_uri (and at developer.withings.com)`,
    );
  }
}

/** Without a terminal the browser alone can finish a login; without a server here, nobody. */
async function nothingLeft(noPaste: AbortSignal, canLand: boolean): Promise<never> {
  if (!noPaste.aborted) await once(noPaste, 'abort');
  if (!canLand) throw new Error(`nothing can be pasted here, and no browser reaches this machine: ${WITH_TERMINAL}`);
  print(`Nothing can be pasted here (${WITH_TERMINAL}); it waits for the browser alone.`);
  return new Promise(() => {});
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

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
