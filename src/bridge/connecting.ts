import type { Config } from '../config/index.js';
import { type CallbackRoute, hasState, readAnswer } from '../http/callback.js';
import { LandingError } from '../http/landing-error.js';
import { type Pasted, readPastedAddress } from '../http/pasted-address.js';
import { redirectTargetOf } from '../http/redirect-target.js';
import type { Log } from '../log.js';
import { checkAccount } from '../page/check-account.js';
import type { Connecting } from '../page/house.js';
import { PageError } from '../page/page-error.js';
import type { Store } from '../store/store.js';
import type { Tools } from '../tools.js';
import { createTurns } from '../turns.js';
import type { Tokens } from '../withings/tokens.js';
import type { Advice } from './advice.js';
import { createListeners } from './listeners.js';
import { startAuthorization } from './login/authorization-request.js';
import { keepLogin } from './login/keep-login.js';
import { createLandingPlace } from './login/landing-place.js';
import { createAttempt, type LoginAttempt } from './login/login-attempt.js';
import { asSentence, loginProblem } from './login/login-problem.js';
import { hideLogin } from './person-client.js';

export interface ConnectingOptions {
  readonly config: Pick<Config, 'withings' | 'server' | 'accounts'>;
  readonly log: Log;
  readonly tools: Pick<Tools, 'clock' | 'sleep'>;
  readonly signal: AbortSignal;
  readonly store: Pick<Store, 'people' | 'logins'>;
  /** Of an account, at Withings; the code works once. */
  readonly exchange: (account: string, code: string) => Promise<Tokens>;
  /** Now, as a person of the account reads it. */
  readonly nowOf: (account: string) => string;
  readonly advice: Pick<Advice, 'strayLogin' | 'strayCode'>;
  /** A login has been kept: resolves when it is used. */
  readonly onKept: () => Promise<void>;
}

export interface ConnectingAtWork extends Connecting {
  /** Where browsers come back from Withings. */
  readonly route: CallbackRoute;
  /** The public server listens from now on, and has `route`. */
  served(): void;
  /** @returns ends it */
  onChange(listener: () => void): () => void;
}

const newerTry = (name: string) =>
  `A newer try to connect ${name} has taken the place of this one: go on where that was begun, or connect again.`;
const WITHOUT_CODE = 'The answer carries no code: allow the access first.';

/** Lets people in while the bridge runs: each account has one try at a time, and each try its own state. */
export function createConnecting(options: ConnectingOptions): ConnectingAtWork {
  const { config, log, tools, signal, store, advice } = options;
  const { redirectUri } = config.withings;
  const configured = config.accounts.map((account) => account.name);
  const attempts = new Map<string, LoginAttempt>();
  /** By account, the state of the last try whose place another one has taken. */
  const superseded = new Map<string, string>();
  const listeners = createListeners();
  const turns = createTurns();
  const route = { paths: redirectTargetOf(redirectUri).paths, onVisit };
  let isServed = false;
  const expect = createLandingPlace({ ...options, route, isServed: () => isServed });

  /** The browser that has come back. */
  async function onVisit(query: URLSearchParams): Promise<string> {
    const [name, attempt] = [...attempts].find(([, { state }]) => hasState(query, state)) ?? [];
    if (!attempt) {
      const [former] = [...superseded].find(([, state]) => hasState(query, state)) ?? [];
      if (former !== undefined) throw new LandingError('newer_try', newerTry(former), { account: former });
      throw new LandingError(advice.strayCode, `Nobody waits here for this login; ${advice.strayLogin}.`);
    }
    const answer = readAnswer(query, attempt.state);
    if ('ignored' in answer) throw new LandingError('no_code', WITHOUT_CODE);
    return attempt.take(answer).catch((error: unknown) => {
      throw error instanceof PageError ? landingError(name!, error) : error;
    });
  }

  async function start(name: string, replace: boolean): Promise<string> {
    const { url, state } = await startAuthorization({ config, log, signal, name });
    const { listens, release } = await expect();
    const before = attempts.get(name);
    if (before?.view().phase === 'exchanging') {
      release();
      throw beingTaken(name);
    }
    before?.end();
    if (before) superseded.set(name, before.state);
    const attempt = createAttempt({
      ...{ name, state, replace, redirectUri, listens, tools, signal },
      use: (code) => use(name, code, replace),
      now: () => options.nowOf(name),
      onChange: listeners.tell,
      onAnswered: release,
      onForgotten() {
        attempts.delete(name);
        listeners.tell();
      },
    });
    attempts.set(name, attempt);
    listeners.tell();
    return url;
  }

  async function use(name: string, code: string, replace: boolean): Promise<readonly string[]> {
    try {
      const tokens = await options.exchange(name, code);
      hideLogin(`${name} (new)`, tokens, log.hide);
      // One after the other: whose a login is depends on who is there.
      return await turns.take(async () => {
        const said = await keepLogin({ store, name, configured, replace, clock: tools.clock }, tokens);
        await options.onKept();
        return said;
      });
    } catch (error) {
      throw problemOf(name, error);
    }
  }

  function problemOf(name: string, error: unknown): PageError {
    const problem = loginProblem(error, { name, redirectUri, log });
    log.debug('{account}: nobody was connected: {reason}', { account: name, reason: problem.message });
    return problem;
  }

  return {
    route,
    served() {
      isServed = true;
    },
    onChange: listeners.add,
    async start(name, { replace }) {
      checkAccount(config, name);
      const url = await start(name, replace).catch((error: unknown) => Promise.reject(problemOf(name, error)));
      return { url };
    },
    async paste(name, address) {
      checkAccount(config, name);
      const attempt = attempts.get(name);
      if (!attempt) throw new PageError(409, 'expired', `Nobody waits for ${name}: connect first.`, { account: name });
      const answer = readPastedAddress(address, attempt.state);
      if ('ignored' in answer) throw notTaken(answer.ignored);
      await attempt.take(answer);
    },
    of: (name) => attempts.get(name)?.view() ?? null,
  };
}

function landingError(account: string, { message, problem: { code, fields } }: PageError): LandingError {
  return new LandingError(code, message, { ...fields, account });
}

/** What comes of a code that is on its way cannot be stopped. */
function beingTaken(name: string): PageError {
  const reason = `a login for ${name} is being taken at this moment`;
  return new PageError(409, 'failed', asSentence(`${reason}; wait for what comes of it`), { account: name, reason });
}

const NO_ADDRESS =
  'That is not the address of the page on which the browser ended: it has code= and state= in it; copy the whole of it.';
const OF_ANOTHER =
  'That address belongs to another login: connect again, and copy the address of the page on which that ends.';

function notTaken(why: Extract<Pasted, { readonly ignored: string }>['ignored']): PageError {
  switch (why) {
    case 'no_address':
      return new PageError(400, 'not_an_address', NO_ADDRESS);
    case 'no_code':
      return new PageError(400, 'not_an_address', `${WITHOUT_CODE} Then copy the address of the page that follows.`);
    case 'other_login':
      return new PageError(400, 'other_login', OF_ANOTHER);
  }
}
