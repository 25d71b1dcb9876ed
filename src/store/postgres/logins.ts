import type { Tokens } from '../../withings/tokens.js';
import { StoreError } from '../errors.js';
import type { Logins } from '../store.js';
import type { ChangeNotes } from './change-notes.js';
import type { LoginRows } from './login-rows.js';
import type { LoginTurn, LoginTurns } from './login-turns.js';
import { personNumber } from './people.js';
import type { Postgres, Queries } from './queries.js';

export interface LoginTools {
  readonly rows: LoginRows;
  readonly turns: LoginTurns;
  readonly changes: ChangeNotes;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** While a database starts anew. The refresh token of before can be used for longer, but whoever uses it twice may lose both. */
const AGAIN_MILLISECONDS = [0, 500, 1000, 2000, 4000, 8000] as const;

/** What is saved in a person's turn ends the lock: others see the pair before anybody uses it. */
export function createLogins(postgres: Postgres, { rows, turns, changes, sleep }: LoginTools): Logins {
  async function put(userId: string, login: Tokens, more: (sql: Queries, person: number) => Promise<unknown>) {
    if (login.accessToken.trim() === '' || login.refreshToken.trim() === '') {
      throw new Error('a login without its tokens; nothing was stored');
    }
    // In a turn the database may be away by now; and a provisional person may be called otherwise since.
    const known = turns.of(userId);
    const person = known?.person ?? (await personNumber(postgres, userId));
    const turn = known ?? turns.of(person);
    const write = async (sql: Queries) => {
      await rows.write(sql, person, login);
      await more(sql, person);
      await changes.note(sql);
    };
    if (!turn) await postgres.transaction(write);
    else await turn.end(write).catch((error) => rescue(userId, login, { turn, write, error }));
  }

  /** The lock was lost while Withings was asked, but not what it has answered. */
  async function rescue(userId: string, login: Tokens, { turn, write, error }: Lost): Promise<void> {
    let last = error;
    for (const wait of AGAIN_MILLISECONDS) {
      if (!(last instanceof StoreError)) throw last;
      await sleep(wait);
      try {
        return await postgres.transaction(async (sql) => {
          const now = await rows.read(sql, userId, 'lock');
          if (now?.login.refreshToken === login.refreshToken) return;
          // Of two that come from one, the one that Withings made last is good.
          if (now && now.generation !== turn.generation && now.login.expiresAt >= login.expiresAt)
            throw new Error(LATER);
          await write(sql);
        });
      } catch (again) {
        last = again;
      }
    }
    throw last;
  }

  return {
    async of(userId) {
      return (await rows.read(postgres, userId))?.login;
    },
    save: (userId, login) => put(userId, login, async () => {}),
    renew: (userId, login) => put(userId, login, (sql, person) => sql.run(CLEARED, person)),
    async exclusively(userId, work) {
      const person = await personNumber(postgres, userId);
      return turns.take(person, userId, (turn) => work(turn.login, turn));
    },
  };
}

interface Lost {
  readonly turn: LoginTurn;
  readonly write: (sql: Queries) => Promise<void>;
  readonly error: unknown;
}

const LATER = 'another process has refreshed this login later; its pair is the one to use';
const CLEARED = "delete from state where person = $1 and part = 'notes' and key = 'loginProblem'";
