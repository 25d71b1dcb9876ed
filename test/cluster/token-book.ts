import { createHmac, randomBytes } from 'node:crypto';

export interface TokenReply {
  readonly userid: number;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

/** Token pairs of many people by the rules of src/demo/token-pairs.ts; counts what the real cloud would not forgive. */
export interface TokenBook {
  /** A pair without the browser. */
  login(userid: number): TokenReply;
  /** A new pair, or undefined where the refresh token is unknown or dead. */
  refresh(refreshToken: string): TokenReply | undefined;
  /** Whose a living access token is; this is its use, so the refresh tokens before it die. */
  use(accessToken: string | undefined): number | undefined;
  isAlive(refreshToken: string): boolean;
  /** Refreshes that went well. */
  refreshes(): number;
  /** Refresh tokens that were used when they were dead, each with its person, its number and when it was. */
  doubleUses(): readonly string[];
}

export interface TokenBookOptions {
  readonly clock: () => number;
  /** How long an access token of a person lives. */
  readonly accessSeconds: (userid: number) => number;
  readonly scope: string;
}

interface Pair {
  readonly number: number;
  /** Numbers of the pairs whose refresh tokens led to this one. */
  readonly before: readonly number[];
  readonly accessDeadline: number;
}

interface Holder {
  last: number;
  /** Pairs whose refresh token lives, or whose access token may be used; few, since a use ends all before it. */
  readonly pairs: Map<number, Pair>;
}

interface TokenParts {
  readonly userid: number;
  readonly number: number;
}

/**
 * A token carries its person, its number and a signature, so that one that has died long ago is known by itself: nothing
 * is kept of it.
 */
export function createTokenBook({ clock, accessSeconds, scope }: TokenBookOptions): TokenBook {
  const secret = randomBytes(16);
  const holders = new Map<number, Holder>();
  const doubleUses: string[] = [];
  let refreshes = 0;

  const signed = (text: string) => `${text}.${createHmac('sha256', secret).update(text).digest('hex').slice(0, 16)}`;

  function read(kind: 'access' | 'refresh', token: string | undefined): TokenParts | undefined {
    const [, userid, number] = /^\w+\.(\d+)\.(\d+)\./.exec(token ?? '') ?? [];
    if (signed(`${kind}.${userid}.${number}`) !== token) return undefined;
    return { userid: Number(userid), number: Number(number) };
  }

  function issue(userid: number, parent?: Pair): TokenReply {
    const holder = holders.get(userid) ?? { last: 0, pairs: new Map<number, Pair>() };
    holders.set(userid, holder);
    const number = ++holder.last;
    const seconds = accessSeconds(userid);
    const before = parent ? [...parent.before, parent.number] : [];
    holder.pairs.set(number, { number, before, accessDeadline: clock() + seconds * 1000 });
    return {
      userid,
      access_token: signed(`access.${userid}.${number}`),
      refresh_token: signed(`refresh.${userid}.${number}`),
      scope,
      expires_in: seconds,
      token_type: 'Bearer',
    };
  }

  function alive({ userid, number }: TokenParts): Pair | undefined {
    return holders.get(userid)?.pairs.get(number);
  }

  return {
    login: (userid) => issue(userid),

    refresh(refreshToken) {
      const parts = read('refresh', refreshToken);
      if (!parts) return undefined;
      const old = alive(parts);
      if (!old) {
        doubleUses.push(`${parts.userid}/${parts.number} at ${new Date(clock()).toISOString()}`);
        return undefined;
      }
      refreshes += 1;
      return issue(parts.userid, old);
    },

    use(accessToken) {
      const parts = read('access', accessToken);
      if (!parts) return undefined;
      const pairs = holders.get(parts.userid)?.pairs;
      const pair = pairs?.get(parts.number);
      if (!pair || clock() >= pair.accessDeadline) return undefined;
      for (const number of pair.before) pairs?.delete(number);
      // They are gone: those that follow need not name them.
      pairs?.set(pair.number, { ...pair, before: [] });
      return parts.userid;
    },

    isAlive(refreshToken) {
      const parts = read('refresh', refreshToken);
      return parts !== undefined && alive(parts) !== undefined;
    },
    refreshes: () => refreshes,
    doubleUses: () => doubleUses,
  };
}
