import { Socket } from 'node:net';
import pg from 'pg';
import { StoreError } from '../errors.js';
import { readAddress } from './address.js';
import { asStoreError, gaveWay } from './postgres-errors.js';
import type { Postgres, Queries, Row, SqlValue } from './queries.js';

export interface DatabaseOptions {
  /** `postgres://…`; see `readAddress`. */
  readonly address: string;
  readonly password?: string | undefined;
  /** Connections at a time; default: 10. */
  readonly most?: number;
  /** How long to wait for a connection; default: 5 s. */
  readonly patienceMilliseconds?: number;
  /** How long to wait for an answer; the connection is given up with it. Default: 35 s, more than a statement may take. */
  readonly answerMilliseconds?: number;
}

/** The database, with transactions that last as long as somebody else's work. */
export interface Database extends Postgres {
  /** For a library that takes connections by itself. */
  readonly pool: pg.Pool;
  /** Whoever begins one commits it or rolls it back. */
  begin(): Promise<OpenTransaction>;
}

export interface OpenTransaction extends Queries {
  /** Aborted when its connection breaks, and all that it has locked is free. */
  readonly broken: AbortSignal;
  commit(): Promise<void>;
  /** Safe to call after either. */
  rollback(): Promise<void>;
}

const MOST_CONNECTIONS = 10;
const CONNECT_MILLISECONDS = 5000;
const STATEMENT_MILLISECONDS = 30_000;
/** Where nothing comes back from the network, nor the server's own word that it has given up. */
const ANSWER_MILLISECONDS = 35_000;
const CLOSE_MILLISECONDS = 2000;
const TRIES = 5;

/**
 * How long a process that is frozen in the middle of a transaction holds its locks: over before a frozen bridge counts as
 * dead, so that nobody who takes over has to wait for it.
 */
const IDLE_MILLISECONDS = { alone: 5000, withOthers: 11_000 };

/**
 * By the transaction, not by the connection: PgBouncer hands a connection to whoever comes next, and takes no such words
 * at its beginning.
 */
const beginning = (idleMilliseconds: number) => `begin; set local statement_timeout = ${STATEMENT_MILLISECONDS};
  set local idle_in_transaction_session_timeout = ${idleMilliseconds}`;

/** Opens nothing yet. @throws StoreError from all of it, and at once for an address that cannot be read */
export function openDatabase({ address, password, ...limits }: DatabaseOptions): Database {
  const { whole, place } = readAddress(address, password);
  const sockets = new Set<Socket>();
  const pool = guarded(place, () => openPool(whole, sockets, limits));

  async function begin(idleMilliseconds = IDLE_MILLISECONDS.withOthers): Promise<OpenTransaction> {
    for (let tries = 1; ; tries++) {
      const client = await guardedAsync(place, () => pool.connect());
      // One that breaks between two statements says so by the next of them.
      client.on('error', () => {});
      try {
        await client.query(beginning(idleMilliseconds));
        return openTransaction(place, client);
      } catch (error) {
        client.release(true);
        // After the server has started anew, those that lay idle may not know yet that they are gone.
        if (tries > pool.options.max || saidByServer(error)) throw asStoreError(place, error);
      }
    }
  }

  async function once<T>(work: (sql: Queries) => Promise<T>): Promise<T> {
    const open = await begin(IDLE_MILLISECONDS.alone);
    try {
      const result = await work(open);
      await open.commit();
      return result;
    } finally {
      await open.rollback();
    }
  }

  return {
    place,
    pool,
    ...queriesOn(place, pool),
    begin: () => begin(),
    async transaction(work) {
      for (let tries = 1; ; tries++) {
        try {
          return await once(work);
        } catch (error) {
          if (tries >= TRIES || !gaveWay(error)) throw error;
        }
      }
    },
    close: () => closePool(pool, sockets),
  };
}

function openPool(
  whole: string,
  sockets: Set<Socket>,
  { most, patienceMilliseconds, answerMilliseconds }: Omit<DatabaseOptions, 'address' | 'password'>,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: whole,
    max: most ?? MOST_CONNECTIONS,
    connectionTimeoutMillis: patienceMilliseconds ?? CONNECT_MILLISECONDS,
    query_timeout: answerMilliseconds ?? ANSWER_MILLISECONDS,
    keepAlive: true,
    stream: () => {
      const socket = new Socket();
      sockets.add(socket.once('close', () => sockets.delete(socket)));
      return socket;
    },
  });
  // Of connections that nobody uses at the moment: the next who wants one gets another.
  pool.on('error', () => {});
  // Of those that a library has: it hears of it at its next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Waits for what is under way, but for no network that gives nothing back. */
async function closePool(pool: pg.Pool, sockets: ReadonlySet<Socket>): Promise<void> {
  if (pool.ending) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MILLISECONDS);
  });
  await Promise.race([pool.end(), late]);
  clearTimeout(timer);
  for (const socket of sockets) socket.destroy();
}

function openTransaction(place: string, client: pg.PoolClient): OpenTransaction {
  const broken = new AbortController();
  const onBroken = () => broken.abort();
  client.once('error', onBroken).once('end', onBroken);
  let isOpen = true;
  let isBroken = false;
  const note = (error: unknown) => {
    // What the server did not say itself leaves a connection of which nobody knows what comes next.
    isBroken ||= !saidByServer(error);
    return asStoreError(place, error);
  };
  const end = () => {
    isOpen = false;
    client.removeAllListeners('error').removeListener('end', onBroken);
    client.on('error', () => {});
    client.release(isBroken);
  };
  return {
    ...queriesOn(place, client, note),
    broken: broken.signal,
    async commit() {
      const { command } = await client.query('commit').catch((error) => {
        throw note(error);
      });
      if (command !== 'COMMIT') throw new StoreError(`cannot use ${place}: nothing of this was written`);
      end();
    },
    async rollback() {
      if (!isOpen) return;
      if (!isBroken) await client.query('rollback').catch(note);
      end();
    },
  };
}

function queriesOn(
  place: string,
  on: Pick<pg.Pool | pg.PoolClient, 'query'>,
  note: (error: unknown) => Error = (error) => asStoreError(place, error),
): Queries {
  const query = async (sql: string, values: readonly SqlValue[]): Promise<pg.QueryResult<Row>> => {
    try {
      // Without values more than one statement is allowed, as in a step of the schema.
      return values.length === 0 ? await on.query(sql) : await on.query(sql, [...values]);
    } catch (error) {
      throw note(error);
    }
  };
  return {
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    get: async (sql, ...values) => (await query(sql, values)).rows[0],
    all: async (sql, ...values) => (await query(sql, values)).rows,
  };
}

/** By one that goes on, so that it is known what comes next on the connection. */
function saidByServer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

function guarded<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreError(place, error);
  }
}

async function guardedAsync<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(place, error);
  }
}
