import { AuthenticationError, WithingsError } from './errors.js';
import { createFailedRefresh } from './failed-refresh.js';
import type { Hold } from './hold.js';
import { createLastingRefusal, type LastingRefusal } from './lasting-refusal.js';
import { type Credentials, refreshTokens } from './oauth.js';
import { isTooSoon } from './repeat.js';
import { createTokenBackoff } from './token-backoff.js';
import { TOKEN_SITE } from './token-site.js';
import type { Tokens } from './tokens.js';
import type { ApiRequest, Call } from './transport.js';

export interface SessionOptions extends Credentials {
  readonly call: Call;
  readonly tokens: Partial<Tokens>;
  /** Awaited before the new pair is used. When it fails, the old one stays in use, and the new one is stored first thing. */
  readonly onTokens: (tokens: Tokens) => Promise<void>;
  /**
   * Runs a refresh while no other process makes one of the same login, and hands in that login as it is stored:
   * undefined where nothing is.
   */
  readonly inTurn: RefreshTurn;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds on a clock that nobody sets. */
  readonly stopwatch: () => number;
  /** Where another session goes on with the login. Default: one of its own. */
  readonly lastingRefusal?: LastingRefusal | undefined;
  /** Resolves after so many milliseconds, rejects when the session is stopped. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number from 0 to 1 for the jitter. */
  readonly random: () => number;
}

/**
 * See SessionOptions. A refresh token works once: two processes that use it at the same time lose the login. The `hold`
 * is lost as soon as another process may have the turn: what has not been asked by then is not asked any more.
 */
export type RefreshTurn = (refresh: (stored: Tokens | undefined, hold?: Hold) => Promise<Tokens>) => Promise<Tokens>;

/** The calls of one account: with a token that is fresh, and once more with a new one when it is refused. */
export interface Session {
  readonly call: (request: Omit<ApiRequest, 'accessToken' | 'repeatable'>) => Promise<unknown>;
  readonly refresh: () => Promise<Tokens>;
  /** Takes over the pair of a new login. */
  readonly adopt: (tokens: Tokens) => Promise<void>;
  /** Uses a pair that somebody else has stored. */
  readonly use: (tokens: Tokens) => void;
  readonly tokens: () => Partial<Tokens>;
}

const REFRESH_EARLY_MILLISECONDS = 5 * 60_000;
const ATTEMPTS = 3;

/**
 * Keeps one account's tokens. At most one refresh is under way; whoever needs it waits for that one. A pair is stored
 * before it is used, so that a crash at any instant leaves a refresh token that works (Withings, "Access and refresh
 * tokens": the old one lives until the new access token is used). A token endpoint that is away stops nothing as long as
 * the access token works, and one that wants fewer calls is not asked before the time it said.
 */
export function createSession(options: SessionOptions): Session {
  let tokens = options.tokens;
  /** A pair that could not be stored yet, and so is not used: the only one that will work in some hours. */
  let unstored: Tokens | undefined;
  let refreshing: Promise<Tokens> | undefined;
  const backoff = createTokenBackoff(options.stopwatch);
  const refusal = options.lastingRefusal ?? createLastingRefusal(options.stopwatch);
  const failed = createFailedRefresh(options.stopwatch);
  /** Calls that went through, so that a refusal of one call can be told from one of the login. */
  let accepted = 0;

  async function adopt(next: Tokens): Promise<Tokens> {
    unstored = next;
    await options.onTokens(next);
    use(next);
    return next;
  }

  function use(next: Tokens): void {
    tokens = next;
    unstored = undefined;
  }

  /** Another process may have refreshed the login, or a person may have made a new one. */
  async function exchange(stored: Tokens | undefined, hold?: Hold): Promise<Tokens> {
    if (stored && stored.refreshToken !== tokens.refreshToken) {
      use(stored);
      if (isFresh(stored)) return stored;
    }
    if (unstored && isFresh(await adopt(unstored))) return tokens as Tokens;
    return askAnew(hold);
  }

  function isFresh({ expiresAt = Number.POSITIVE_INFINITY }: Partial<Tokens>): boolean {
    return expiresAt - options.clock() > REFRESH_EARLY_MILLISECONDS;
  }

  async function askAnew(hold: Hold | undefined): Promise<Tokens> {
    if (!tokens.refreshToken) {
      throw new AuthenticationError('there is no refresh token; the account must be authorised', {
        ...TOKEN_SITE,
        needsLogin: true,
      });
    }
    const { refreshToken } = tokens;
    const answer = await askForTokens(refreshToken, hold);
    // What it does not say again is as it was.
    const next = { ...answer, userId: answer.userId || tokens.userId || '', scope: answer.scope || tokens.scope || '' };
    if (tokens.userId && next.userId !== tokens.userId) {
      const words = 'Withings answered a refresh with the tokens of another user; the old login is kept';
      const failure = new WithingsError(words, TOKEN_SITE);
      backoff.begin(failure);
      failed.note(refreshToken, failure);
      throw failure;
    }
    return adopt(next);
  }

  async function askForTokens(refreshToken: string, hold: Hold | undefined): Promise<Tokens> {
    const demanded = backoff.demanded();
    if (demanded) throw demanded;
    // Calls that were on their way together need a refresh one after the other.
    failed.rethrow(refreshToken);
    try {
      return await refreshTokens(options.call, options, refreshToken, options.clock(), hold);
    } catch (failure) {
      const error = refusal.judge(refreshToken, failure);
      if (isTemporary(error)) backoff.begin(error);
      failed.note(refreshToken, error);
      throw error;
    }
  }

  function refresh(): Promise<Tokens> {
    refreshing ??= options.inTurn(exchange).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function freshAccessToken(): Promise<string> {
    const { accessToken, expiresAt = Number.POSITIVE_INFINITY } = tokens;
    const left = expiresAt - options.clock();
    if (accessToken && left > REFRESH_EARLY_MILLISECONDS && !unstored) return accessToken;
    if (!accessToken || left <= 0) return (await refresh()).accessToken;
    if (backoff.isOn()) return accessToken;
    return refresh().then(
      (next) => next.accessToken,
      (error: unknown) => {
        // A store that takes nothing at the moment is no reason to stop either: the old one has not had its time.
        if (isTemporary(error) || unstored || !(error instanceof WithingsError)) return accessToken;
        throw error;
      },
    );
  }

  async function call(request: Omit<ApiRequest, 'accessToken' | 'repeatable'>): Promise<unknown> {
    const acceptedBefore = accepted;
    let hasWaited = false;
    for (let attempt = 1; ; attempt++) {
      const accessToken = await freshAccessToken();
      try {
        const body = await options.call({ ...request, accessToken, repeatable: true });
        accepted += 1;
        return body;
      } catch (error) {
        // The last attempt is just like the one before, soon after it; only an answer to itself tells that a login is gone.
        if (attempt === ATTEMPTS && !hasWaited && isTooSoon(error)) {
          hasWaited = true;
          attempt -= 1;
          await options.sleep(error.retryAfter * 1000);
          continue;
        }
        if (!(error instanceof AuthenticationError)) throw error;
        if (attempt === ATTEMPTS) throw accepted === acceptedBefore ? refusedAnew(error) : error;
        // Once: a token that was made a moment ago gets no better by another one. Somebody else may have made it.
        if (attempt === 1 && tokens.accessToken === accessToken) await refresh();
        await options.sleep(250 * 2 ** attempt * (1 + options.random() / 2));
      }
    }
  }

  return { call, refresh, adopt: async (next) => void (await adopt(next)), use, tokens: () => tokens };
}

function isTemporary(error: unknown): boolean {
  return error instanceof WithingsError && error.temporary;
}

/** A login whose new token is refused as the old one was, for this call and every other: only a person can help. */
function refusedAnew(cause: AuthenticationError): AuthenticationError {
  const { message, status, endpoint, action } = cause;
  const words = `${message}, also with a token made a moment ago`;
  return new AuthenticationError(words, { status, endpoint, action, cause, needsLogin: true });
}
