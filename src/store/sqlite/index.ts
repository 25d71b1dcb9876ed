import { randomUUID } from 'node:crypto';
import type { Store } from '../store.js';
import { type OpenOptions, openSqlite, type Sqlite } from './database.js';
import { createLease } from './lease.js';
import { createLogins, type LoginTools } from './logins.js';
import { createAnnounced, createSettings, createStatistics } from './notes.js';
import { createPeople } from './people.js';
import { createStates } from './states.js';

export interface SqliteStoreOptions extends OpenOptions, Omit<LoginTools, 'token'> {}

/**
 * The store in one file of the data folder, `withings2mqtt.db`.
 *
 * @throws StoreError
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const sqlite = openSqlite(options);
  const lease = createLease(sqlite, options.dataDir);
  return {
    people: createPeople(sqlite),
    logins: createLogins(sqlite, { ...options, token: randomUUID() }),
    states: createStates(sqlite, lease),
    announced: createAnnounced(sqlite, lease),
    statistics: createStatistics(sqlite),
    settings: createSettings(sqlite),
    lease,
    changedElsewhere: createWatch(sqlite),
    async close() {
      await lease.release();
      sqlite.close();
    },
  };
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
