import type { Tokens } from '../../withings/tokens.js';
import type { Logins } from '../store.js';
import type { Sqlite } from './database.js';
import { personNumber } from './people.js';

export interface LoginTools {
  /** Milliseconds since 1970, the same for all processes that use the store. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Tells this process from others. */
  readonly token: string;
}

/** Longer than a refresh may take, with all that its time-outs allow. */
const TURN_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 200;

export function createLogins(sqlite: Sqlite, { clock, sleep, token }: LoginTools): Logins {
  function load(userId: string): Tokens | undefined {
    const row = sqlite.get(
      'select access_token, refresh_token, expires_at, scope from login join person on person = id where user_id = ?',
      userId,
    );
    if (!row) return undefined;
    return {
      userId,
      accessToken: String(row.access_token),
      refreshToken: String(row.refresh_token),
      expiresAt: Number(row.expires_at),
      scope: String(row.scope),
    };
  }

  function save(userId: string, { accessToken, refreshToken, expiresAt, scope }: Tokens): void {
    if (accessToken.trim() === '' || refreshToken.trim() === '') {
      throw new Error('a login without its tokens; nothing was stored');
    }
    sqlite.checkPlace();
    sqlite.run(
      'insert or replace into login values (?, ?, ?, ?, ?)',
      personNumber(sqlite, userId),
      accessToken,
      refreshToken,
      Number.isFinite(expiresAt) ? Math.trunc(expiresAt) : 0,
      scope,
    );
  }

  /** Of this process. */
  const turns = new Set<number>();

  /**
   * One that a process died with ends by itself; a clock that was set back ends it, too. Where it cannot be written, no
   * refresh is made, whose pair could not be kept either.
   */
  function takeTurn(person: number): boolean {
    if (turns.has(person)) return false;
    const now = clock();
    const changed = sqlite.run(
      `insert into login_turn values (?1, ?2, ?3) on conflict (person) do update set owner = ?2, until = ?3
       where until <= ?4 or until > ?5 or owner = ?2`,
      person,
      token,
      now + TURN_MILLISECONDS,
      now,
      // Others that began while this one waited for the file have later times, and did not come from the future.
      now + 2 * TURN_MILLISECONDS,
    );
    if (changed > 0) turns.add(person);
    return changed > 0;
  }

  /** A process that stood still for longer than a turn may have lost it to another. */
  function hasTurn(person: number): boolean {
    try {
      const row = sqlite.get('select until from login_turn where person = ? and owner = ?', person, token);
      return row !== undefined && Number(row.until) > clock();
    } catch {
      // What cannot be read cannot be stored either.
      return false;
    }
  }

  function endTurn(person: number): void {
    turns.delete(person);
    try {
      sqlite.run('delete from login_turn where person = ? and owner = ?', person, token);
    } catch {
      // What came of it counts. This process may begin again, and others when its time is over.
    }
  }

  return {
    async of(userId) {
      return load(userId);
    },
    async save(userId, login) {
      save(userId, login);
    },
    async renew(userId, login) {
      sqlite.transaction(() => {
        save(userId, login);
        sqlite.run("delete from note where person = ? and key = 'loginProblem'", personNumber(sqlite, userId));
      });
    },
    async exclusively(userId, work) {
      const person = personNumber(sqlite, userId);
      while (!takeTurn(person)) await sleep(POLL_MILLISECONDS);
      try {
        return await work(load(userId), { isLost: () => !hasTurn(person) });
      } finally {
        endTurn(person);
      }
    },
  };
}
