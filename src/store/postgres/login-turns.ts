import type { Hold } from '../../withings/hold.js';
import type { Database, OpenTransaction } from './database.js';
import { LOCKS } from './locks.js';
import type { LoginRow, LoginRows } from './login-rows.js';
import type { Queries } from './queries.js';

/** A person's login, with the lock on it. */
export interface LoginTurn extends Partial<LoginRow>, Required<Hold> {
  readonly person: number;
  /** Lets go of it with what `write` has done; from then on it is no turn any more. */
  end(write: (sql: Queries) => Promise<void>): Promise<void>;
}

/**
 * Sooner than the database ends the transaction of one that says nothing. What waits for the network then is thrown away
 * with its connection.
 */
const HELD_MILLISECONDS = 9000;

export interface LoginTurns {
  /** The one that is under way in this process, by the person's number or user id. */
  of(person: number | string): LoginTurn | undefined;
  take<T>(person: number, userId: string, work: (turn: LoginTurn) => Promise<T>): Promise<T>;
}

/**
 * Whoever has the turn holds a transaction open that has locked the row. Where that breaks, or its process stands still, the
 * database ends it.
 *
 * @param database for these alone: each holds a connection while Withings is asked
 */
export function createLoginTurns(
  database: Database,
  rows: LoginRows,
  heldMilliseconds = HELD_MILLISECONDS,
): LoginTurns {
  const underWay = new Map<number | string, LoginTurn>();
  const lines = new Map<number, Promise<unknown>>();

  /** Of one process they wait here, and not for connections. */
  async function inLine<T>(person: number, work: () => Promise<T>): Promise<T> {
    const mine = (lines.get(person) ?? Promise.resolve()).then(work);
    const over = mine.catch(() => {});
    lines.set(person, over);
    try {
      return await mine;
    } finally {
      if (lines.get(person) === over) lines.delete(person);
    }
  }

  return {
    of: (person) => underWay.get(person),
    take: (person, userId, work) =>
      inLine(person, async () => {
        const transaction = await database.begin();
        const forget = () => {
          for (const key of [person, userId]) underWay.delete(key);
        };
        let hold: ReturnType<typeof holdOn> | undefined;
        try {
          // The row may not be there yet.
          await transaction.run('select pg_advisory_xact_lock($1, $2)', LOCKS.login, person);
          const began = performance.now();
          const found = await rows.read(transaction, userId, 'lock');
          hold = holdOn(transaction, began, heldMilliseconds);
          const turn = { ...found, person, ...hold, end: endOf(transaction, forget) } satisfies LoginTurn;
          for (const key of [person, userId]) underWay.set(key, turn);
          return await work(turn);
        } finally {
          hold?.end();
          forget();
          await transaction.rollback();
        }
      }),
  };
}

/**
 * By a clock that goes on while the process stands still, from before the last that the database was asked: what it counts
 * itself begins with its answer.
 */
function holdOn({ broken }: OpenTransaction, began: number, milliseconds: number): Required<Hold> & { end(): void } {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), milliseconds);
  return {
    lost: AbortSignal.any([broken, late.signal]),
    isLost: () => broken.aborted || performance.now() - began >= milliseconds,
    end: () => clearTimeout(timer),
  };
}

function endOf(transaction: OpenTransaction, forget: () => void): LoginTurn['end'] {
  return async (write) => {
    forget();
    try {
      await write(transaction);
      await transaction.commit();
    } finally {
      await transaction.rollback();
    }
  };
}
