import type { CallbackAnswer } from '../../http/callback.js';
import type { ConnectingView } from '../../page/api.js';
import { PageError } from '../../page/page-error.js';
import type { Tools } from '../../tools.js';
import { firstAnswer } from './first-answer.js';
import { asSentence } from './login-problem.js';

/** One try to connect an account, from the address that is opened at Withings to the login that is kept, or is not. */
export interface LoginAttempt {
  readonly state: string;
  view(): ConnectingView;
  /**
   * Takes what Withings answered. Every call gives what the first one led to: a code works once.
   *
   * @returns the account @throws PageError
   */
  take(answer: CallbackAnswer): Promise<string>;
  /** Another one has taken its place: nobody is waited for, and nothing of it is shown. */
  end(): void;
}

export interface LoginAttemptOptions {
  readonly name: string;
  readonly state: string;
  readonly replace: boolean;
  readonly redirectUri: string;
  readonly listens: boolean;
  /** Exchanges the code, and keeps the login. @returns what else that meant, in words @throws PageError */
  readonly use: (code: string) => Promise<readonly string[]>;
  /** Now, as a person of the account reads it. */
  readonly now: () => string;
  readonly tools: Pick<Tools, 'clock' | 'sleep'>;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  /** Nobody is waited for any more. */
  readonly onAnswered: () => void;
  /** It is so long ago that nobody wants to hear of it. */
  readonly onForgotten: () => void;
}

const PATIENCE_MILLISECONDS = 10 * 60_000;
const SHOWN_MILLISECONDS = 10 * 60_000;
const TOO_LATE = 'Nobody has come back from Withings within 10 minutes: connect again.';

export function createAttempt(options: LoginAttemptOptions): LoginAttempt {
  const { name, state, replace, redirectUri, listens, tools, now } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const until = new Date(tools.clock() + PATIENCE_MILLISECONDS).toISOString();
  let view: ConnectingView = { phase: 'waiting', until, redirect_uri: redirectUri, listens, replace };

  function show(next: ConnectingView): void {
    view = next;
    options.onChange();
  }

  async function outcomeOf(answer: CallbackAnswer | 'too_late'): Promise<string> {
    if (answer === 'too_late') throw new PageError(409, 'expired', TOO_LATE, { account: name });
    if ('problem' in answer) {
      throw new PageError(409, answer.denied ? 'denied' : 'withings_refused', asSentence(answer.problem), {
        account: name,
      });
    }
    show({ phase: 'exchanging' });
    const said = await options.use(answer.code);
    show({ phase: 'done', at: now(), said });
    return name;
  }

  const login = firstAnswer(async (answer: CallbackAnswer | 'too_late') => {
    try {
      return await outcomeOf(answer);
    } catch (error) {
      if (error instanceof PageError) show({ phase: 'failed', at: now(), problem: error.problem });
      throw error;
    } finally {
      options.onAnswered();
      void passes(SHOWN_MILLISECONDS, options.onForgotten);
    }
  });
  // Whoever brings an answer hears of it; nobody else has to.
  login.outcome.catch(() => {});

  async function passes(milliseconds: number, then: () => void): Promise<void> {
    await tools.sleep(milliseconds, signal).catch(() => {});
    if (!signal.aborted) then();
  }

  void passes(PATIENCE_MILLISECONDS, () => void login.take('too_late').catch(() => {}));
  return {
    state,
    view: () => view,
    take: (answer) => login.take(answer),
    end() {
      ended.abort();
      options.onAnswered();
    },
  };
}
