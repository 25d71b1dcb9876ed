import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../store.js';
import { FILE_NAME, type OpenOptions, openExistingSqlite, openSqlite, type Sqlite } from './database.js';
import { createDeliveries } from './deliveries.js';
import { createLease } from './lease.js';
import { createLogins, type LoginTools } from './logins.js';
import { createAnnounced, createSettings, createStatistics } from './notes.js';
import { createPeople } from './people.js';
import { createSeriesStore } from './series.js';
import { createStates } from './states.js';

export interface SqliteStoreOptions extends OpenOptions, Omit<LoginTools, 'token'> {}

/**
 * The store in one file of the data folder, `withings2mqtt.db`.
 *
 * @throws StoreError
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  return storeOn(openSqlite(options), options);
}

/**
 * The same, where nothing is to begin: one that is not there is empty, and nothing is kept of what goes into it. One that
 * is damaged stays as it is.
 *
 * @throws StoreError
 */
export function openExistingSqliteStore(options: Omit<SqliteStoreOptions, 'onDamaged'>): Store {
  return storeOn(openExistingSqlite(options), options);
}

function storeOn(sqlite: Sqlite, options: Omit<SqliteStoreOptions, 'onDamaged'>): Store {
  const token = randomUUID();
  const lease = createLease(sqlite, options.dataDir, options.clock, token);
  return {
    people: createPeople(sqlite),
    logins: createLogins(sqlite, { ...options, token }),
    states: createStates(sqlite, lease),
    series: createSeriesStore(sqlite),
    announced: createAnnounced(sqlite, lease),
    statistics: createStatistics(sqlite, lease),
    deliveries: createDeliveries(sqlite, lease),
    settings: createSettings(sqlite, lease),
    lease,
    check: async () => sqlite.checkPlace(),
    changedElsewhere: createWatch(sqlite),
    async close() {
      await lease.release();
      sqlite.close();
    },
  };
}

/** Whether a folder has a store. */
export function hasSqliteStore(dataDir: string): boolean {
  return existsSync(join(dataDir, FILE_NAME));
}

/** SQLite's own number for this grows with each commit of another connection. */
function createWatch(sqlite: Sqlite): () => Promise<boolean> {
  const read = () => Number(sqlite.get('select data_version from pragma_data_version')?.data_version);
  let seen = read();
  return async () => {
    const now = read();
    const changed = now !== seen;
    seen = now;
    return changed;
  };
}
