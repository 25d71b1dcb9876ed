import { once } from 'node:events';
import { hintFor, startAuthorization } from '../bridge/login/authorization-request.js';
import { type FirstAnswer, firstAnswer } from '../bridge/login/first-answer.js';
import { ExpectedError, reasonOf } from '../bridge/unexpected.js';
import type { Config } from '../config/index.js';
import { type CallbackAnswer, readAnswer } from '../http/callback.js';
import { startCallback } from '../http/callback-listener.js';
import { landingOf } from '../http/landing.js';
import { LandingError } from '../http/landing-error.js';
import type { Log } from '../log.js';
import type { Limiter } from '../scheduler/budget.js';
import { systemTools } from '../tools.js';
import { WithingsApiClient } from '../withings/client.js';
import type { Tokens } from '../withings/tokens.js';
import { print } from './output.js';
import { readPasted, WHY_IGNORED } from './pasted.js';

const PATIENCE_MILLISECONDS = 15 * 60_000;
const SECOND_LOOK_MILLISECONDS = 2000;
const WITH_TERMINAL = 'standard input is closed; with Docker: docker run --interactive';
const IF_IT_CANNOT = 'If it cannot open that page,';
const BRIDGE_HAS_IT = 'The running bridge answers there, and cannot finish this login:';

/** What is done with the tokens of a login. */
type Keep = (tokens: Tokens) => Promise<void>;

export interface BrowserLogin {
  readonly config: Config;
  readonly log: Log;
  /** Of the account. */
  readonly name: string;
  readonly keep: Keep;
  readonly signal: AbortSignal;
  /** Before each call. */
  readonly beforeAttempt: Limiter;
  /** Its server may have the very port that the browser comes back to. */
  readonly bridgeRuns: boolean;
}

/**
 * Lets a person log in to Withings in a browser. Resolves when the tokens are kept; what it gives is to be called last,
 * for browsers that load the page twice.
 *
 * @throws Error that says why there is no login, and what to do
 */
export async function browserLogin(options: BrowserLogin): Promise<() => Promise<void>> {
  const { config, log, name, keep, signal, bridgeRuns, beforeAttempt } = options;
  const { clientId, clientSecret, apiUrl, redirectUri } = config.withings;
  const base = { baseUrl: apiUrl, clientId, clientSecret, signal, blank: log.blank };
  const client = new WithingsApiClient({ ...base, beforeAttempt });
  const { url, state } = await startAuthorization(options);
  const login = firstAnswer(async (answer: CallbackAnswer) => {
    try {
      if ('problem' in answer) throw new Error(answer.problem);
      await keep(await client.getAccessToken(answer.code, redirectUri));
      return name;
    } catch (error) {
      const reason = log.blank(reasonOf(error, log, { account: name }));
      throw new ExpectedError(
        `${name} is not authorised: ${reason}${hintFor(reason, { redirectUri, again: 'run this again' })}`,
      );
    }
  });
  return answered({ config, name, url, state, login, signal, bridgeRuns });
}

interface Waiting extends Pick<BrowserLogin, 'config' | 'name' | 'signal' | 'bridgeRuns'> {
  readonly url: string;
  readonly state: string;
  readonly login: FirstAnswer<CallbackAnswer>;
}

/** Resolves when the person has come back, by the browser or by an address that was pasted. */
async function answered(waiting: Waiting): Promise<() => Promise<void>> {
  const { config, name, url, state, login, signal } = waiting;
  const { redirectUri } = config.withings;
  let browserCame = false;
  const server = await listen(waiting, (answer) => {
    browserCame = true;
    return login.take(answer);
  });
  print(`Open this address in a browser, sign in to Withings as the person behind ${name}, and allow the access:\n`);
  print(`  ${url}\n`);
  print(`Waiting for the browser to come back to ${redirectUri}`);
  const cannot = server === 'bridge' ? BRIDGE_HAS_IT : IF_IT_CANNOT;
  print(`${cannot} copy the address of the page it ended on, and paste it here within 30 seconds.`);
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
    if (server !== 'bridge') await server?.close();
  };
  try {
    await Promise.race([
      login.outcome,
      tooLate(signal),
      nothingLeft(noPaste.signal, server !== undefined && server !== 'bridge'),
    ]);
    return leave;
  } catch (error) {
    await leave();
    throw error;
  } finally {
    stopReading();
  }
}

/** @returns undefined where nobody can listen; `bridge` where the one that runs has the port for itself */
async function listen({ config, state, bridgeRuns }: Waiting, onAnswer: (answer: CallbackAnswer) => Promise<string>) {
  const landing = landingOf(config);
  if (!landing) return undefined;
  const { host, port } = landing;
  const onVisit = async (query: URLSearchParams) => {
    const answer = readAnswer(query, state);
    if ('ignored' in answer) throw new LandingError(answer.ignored, WHY_IGNORED[answer.ignored]);
    return onAnswer(answer);
  };
  try {
    return await startCallback({ ...landing, onVisit });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isBridge = bridgeRuns && config.server.enabled && port === config.server.port;
    if (code === 'EADDRINUSE' && isBridge) return 'bridge' as const;
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
