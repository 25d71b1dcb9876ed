import type { TokenReply } from './types.js';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const OLD_REFRESH_TOKEN_LIFETIME = 8 * HOUR;

export interface TokenOptions {
  readonly clock: () => number;
  readonly token: () => string;
  readonly accessTokenSeconds: number;
}

/** Who an access token speaks for. */
export interface Grant {
  readonly userid: number;
  readonly scope: string;
}

interface Pair extends Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The pair whose refresh token made this one. */
  readonly parent: Pair | undefined;
  readonly accessDeadline: number;
  refreshDeadline: number;
}

/**
 * All token pairs of the application. The access token lives three hours, the refresh token a year. A refresh leaves
 * the old refresh token alive for 8 hours, or until the new access token is used for the first time.
 */
export interface Tokens {
  issue(grant: Grant): TokenReply;
  /** A new pair, or undefined where the refresh token is unknown or dead. */
  refresh(refreshToken: string): TokenReply | undefined;
  /** The grant of a living access token; this is its use, so the refresh tokens before it die. */
  use(accessToken: string | undefined): Grant | undefined;
  revoke(userid: number): boolean;
  isRefreshAlive(refreshToken: string): boolean;
}

export function createTokens({ clock, token, accessTokenSeconds }: TokenOptions): Tokens {
  const byAccess = new Map<string, Pair>();
  const byRefresh = new Map<string, Pair>();

  function add({ userid, scope }: Grant, parent?: Pair): Pair {
    const pair: Pair = {
      userid,
      scope,
      parent,
      accessToken: token(),
      refreshToken: token(),
      accessDeadline: clock() + accessTokenSeconds * 1000,
      refreshDeadline: clock() + YEAR,
    };
    byAccess.set(pair.accessToken, pair);
    byRefresh.set(pair.refreshToken, pair);
    return pair;
  }

  function reply(pair: Pair, userid: string | number): TokenReply {
    return {
      userid,
      access_token: pair.accessToken,
      refresh_token: pair.refreshToken,
      scope: pair.scope,
      expires_in: accessTokenSeconds,
      csrf_token: token(),
      token_type: 'Bearer',
    };
  }

  function alive(refreshToken: string): Pair | undefined {
    const pair = byRefresh.get(refreshToken);
    return pair !== undefined && clock() < pair.refreshDeadline ? pair : undefined;
  }

  return {
    issue(grant) {
      return reply(add(grant), String(grant.userid));
    },

    refresh(refreshToken) {
      const old = alive(refreshToken);
      if (old === undefined) return undefined;
      old.refreshDeadline = Math.min(old.refreshDeadline, clock() + OLD_REFRESH_TOKEN_LIFETIME);
      return reply(add(old, old), old.userid);
    },

    use(accessToken) {
      const pair = byAccess.get(accessToken ?? '');
      if (pair === undefined || clock() >= pair.accessDeadline) return undefined;
      for (let old = pair.parent; old !== undefined; old = old.parent) byRefresh.delete(old.refreshToken);
      return { userid: pair.userid, scope: pair.scope };
    },

    revoke(userid) {
      const pairs = [...byAccess.values()].filter((pair) => pair.userid === userid);
      for (const pair of pairs) {
        byAccess.delete(pair.accessToken);
        byRefresh.delete(pair.refreshToken);
      }
      return pairs.length > 0;
    },

    isRefreshAlive(refreshToken) {
      return alive(refreshToken) !== undefined;
    },
  };
}
