import { randomUUID } from 'node:crypto';
import type { Store } from '../store.js';
import { createAnnounced } from './announced.js';
import { createChangeNotes, forgetOldChanges } from './change-notes.js';
import { createCluster } from './cluster/index.js';
import { prepareQueue } from './cluster/prepare-queue.js';
import { type Database, openDatabase } from './database.js';
import { createDeliveries } from './deliveries.js';
import { createGuard } from './guard.js';
import { createLease } from './lease.js';
import { createLoginRows } from './login-rows.js';
import { createLoginTurns } from './login-turns.js';
import { createLogins } from './logins.js';
import { migrate } from './migrate.js';
import { createOwnClaims } from './own-claims.js';
import { createPeople } from './people.js';
import { createSeriesStore } from './series.js';
import { createSettings } from './settings.js';
import { createStates } from './states.js';
import { createStatistics } from './statistics.js';
import { sealOf } from './store-key.js';

export interface PostgresStoreOptions {
  /** `postgres://user@host:5432/database`; `address.ts` says what else. */
  readonly address: string;
  /** Wins over the one in the address. */
  readonly password?: string | undefined;
  /** Seals the logins: 32 bytes as hex digits or base64, or any text. */
  readonly storeKey?: string | undefined;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970; default: the clock of this machine. */
  readonly clock?: (() => number) | undefined;
  /** What the queue has to say. */
  readonly debug?: ((message: string) => void) | undefined;
}

/** Refreshes at a time, each of which holds a connection while Withings is asked; the others wait for them. */
const MOST_TURNS = 8;
const TURN_PATIENCE_MILLISECONDS = 30_000;
/**
 * For single statements that must not wait for anything longer. They may find a person locked by a process that is frozen,
 * and that the database has not thrown out yet.
 */
const URGENT = { most: 3, answerMilliseconds: 10_000 };
/**
 * For signs of life, one after another. A connection that is lost without a word is to cost one of them, and never so much
 * that this bridge is taken for dead: the next one takes a new connection, as there are no others that may be lost, too.
 */
const SIGNS = { most: 1, answerMilliseconds: 4000 };

/**
 * The store in a PostgreSQL database, of version 13 or newer, whose schema it brings up to this version.
 *
 * @throws StoreError
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { address, password } = options;
  const database = openDatabase({ address, password });
  const held = openDatabase({ address, password, most: MOST_TURNS, patienceMilliseconds: TURN_PATIENCE_MILLISECONDS });
  const urgent = openDatabase({ address, password, ...URGENT });
  const signs = openDatabase({ address, password, ...SIGNS });
  const ways = { database, held, urgent, signs };
  try {
    await migrate(database);
    await prepareQueue(database, database.pool, options.debug);
    await forgetOldChanges(database);
    return await storeOn(ways, options);
  } catch (error) {
    await closeAll(ways);
    throw error;
  }
}

/** One database, four ways to it, so that what takes long keeps nothing else from a connection. */
interface Ways {
  readonly database: Database;
  readonly held: Database;
  readonly urgent: Database;
  readonly signs: Database;
}

async function closeAll(ways: Ways): Promise<void> {
  await Promise.all(Object.values(ways).map((way: Database) => way.close()));
}

async function storeOn(ways: Ways, options: PostgresStoreOptions): Promise<Store> {
  const { database, held } = ways;
  const { storeKey, sleep, clock = Date.now, debug } = options;
  const token = randomUUID();
  const lease = createLease(database, token);
  const changes = createChangeNotes(database, token);
  const claims = createOwnClaims();
  const guard = createGuard({ place: database.place, leaseEpoch: lease.epoch, claims });
  const rows = createLoginRows(database.place, await sealOf(database, storeKey));
  return {
    people: createPeople(database, changes, claims),
    logins: createLogins(database, { rows, turns: createLoginTurns(held, rows), changes, sleep }),
    states: createStates(database, guard),
    series: createSeriesStore(database),
    announced: createAnnounced(database, guard, claims),
    statistics: createStatistics(database, guard),
    deliveries: createDeliveries(database, guard),
    settings: createSettings(database),
    lease,
    cluster: createCluster(ways, claims, { clock, sleep, debug }),
    check: async () => void (await database.get('select')),
    changedElsewhere: changes.elsewhere,
    async close() {
      try {
        await lease.release();
      } finally {
        await closeAll(ways);
      }
    },
  };
}
