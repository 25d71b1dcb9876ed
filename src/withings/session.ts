import { AuthenticationError, WithingsError } from './errors.js';
import { type Credentials, refreshTokens } from './oauth.js';
import type { Tokens } from './tokens.js';
import type { ApiRequest, Call } from './transport.js';

export interface SessionOptions extends Credentials {
  readonly call: Call;
  readonly tokens: Partial<Tokens>;
  /** Awaited before the new pair is used. When it fails, the new pair is dropped and the old one stays. */
  readonly onTokens: (tokens: Tokens) => Promise<void>;
  readonly clock: () => number;
  /** Resolves after so many milliseconds, rejects when the session is stopped. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number from 0 to 1 for the jitter. */
  readonly random: () => number;
}

/** The calls of one account: with a token that is fresh, and once more with a new one when it is refused. */
export interface Session {
  readonly call: (request: Omit<ApiRequest, 'accessToken' | 'repeatable'>) => Promise<unknown>;
  readonly refresh: () => Promise<Tokens>;
  /** Takes over the pair of a new login. */
  readonly adopt: (tokens: Tokens) => Promise<void>;
  readonly tokens: () => Partial<Tokens>;
}

const REFRESH_EARLY_MILLISECONDS = 5 * 60_000;
const ATTEMPTS = 3;

/**
 * Keeps one account's tokens. At most one refresh is under way; whoever needs it waits for that one. A pair is stored
 * before it is used, so that a crash at any instant leaves a refresh token that works (Withings, "Access and refresh
 * tokens": the old one lives until the new access token is used).
 */
export function createSession(options: SessionOptions): Session {
  let tokens = options.tokens;
  let refreshing: Promise<Tokens> | undefined;

  async function adopt(next: Tokens): Promise<void> {
    await options.onTokens(next);
    tokens = next;
  }

  async function exchange(): Promise<Tokens> {
    if (!tokens.refreshToken) {
      throw new AuthenticationError('there is no refresh token; the account must be authorised', {
        endpoint: '/v2/oauth2',
        action: 'requesttoken',
        needsLogin: true,
      });
    }
    const answer = await refreshTokens(options.call, options, tokens.refreshToken, options.clock());
    const next = { ...answer, userId: answer.userId || tokens.userId || '' };
    if (tokens.userId && next.userId !== tokens.userId) {
      throw new WithingsError('Withings answered a refresh with the tokens of another user; the old login is kept', {
        endpoint: '/v2/oauth2',
        action: 'requesttoken',
      });
    }
    await adopt(next);
    return next;
  }

  function refresh(): Promise<Tokens> {
    refreshing ??= exchange().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function freshAccessToken(): Promise<string> {
    const { accessToken, expiresAt = Number.POSITIVE_INFINITY } = tokens;
    if (accessToken && options.clock() < expiresAt - REFRESH_EARLY_MILLISECONDS) return accessToken;
    return (await refresh()).accessToken;
  }

  async function call(request: Omit<ApiRequest, 'accessToken' | 'repeatable'>): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const accessToken = await freshAccessToken();
      try {
        return await options.call({ ...request, accessToken, repeatable: true });
      } catch (error) {
        if (!(error instanceof AuthenticationError) || attempt === ATTEMPTS) throw error;
        // Another call may have refreshed while this one was on its way.
        if (tokens.accessToken === accessToken) await refresh();
        await options.sleep(250 * 2 ** attempt * (1 + options.random() / 2));
      }
    }
  }

  return { call, refresh, adopt, tokens: () => tokens };
}
