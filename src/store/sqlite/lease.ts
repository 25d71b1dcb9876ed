import { join } from 'node:path';
import Database from 'libsql';
import { LeaseHeldError, LeaseLostError } from '../errors.js';
import type { Lease, LeaseOwner } from '../store.js';
import type { Sqlite } from './database.js';

const NAME = 'bridge';

/** The lease, and what every write under it must look at first. */
export interface SqliteLease extends Lease {
  /** To be called inside the transaction that writes. @throws LeaseLostError */
  check(): void;
}

/**
 * The lease is a row with an owner and an epoch, which grows with each holder: whoever finds another epoch than its own
 * has lost it. Whether the holder lives is told by a lock of the operating system on a file beside the database: the
 * system gives it up at the very moment a process dies, however it dies, and keeping it costs no write to the disk.
 */
export function createLease(sqlite: Sqlite, dataDir: string): SqliteLease {
  let lock: Database.Database | undefined;
  let epoch: number | undefined;

  function owner(): LeaseOwner | undefined {
    const text = sqlite.get('select owner from lease where name = ?', NAME)?.owner;
    return typeof text === 'string' ? (JSON.parse(text) as LeaseOwner) : undefined;
  }

  return {
    async acquire(next) {
      lock ??= lockFile(join(dataDir, 'lease.db'));
      if (!lock) throw new LeaseHeldError(dataDir, owner());
      epoch = sqlite.transaction(() => {
        sqlite.run(
          'insert into lease values (?, 1, ?) on conflict (name) do update set epoch = epoch + 1, owner = excluded.owner',
          NAME,
          JSON.stringify(next),
        );
        return Number(sqlite.get('select epoch from lease where name = ?', NAME)?.epoch);
      });
    },
    async release() {
      try {
        if (epoch !== undefined) {
          sqlite.run('update lease set owner = null where name = ? and epoch = ?', NAME, epoch);
        }
      } finally {
        epoch = undefined;
        if (lock) unlock(lock);
        lock = undefined;
      }
    },
    async holder() {
      if (lock) return owner();
      const free = lockFile(join(dataDir, 'lease.db'));
      if (free) unlock(free);
      return free ? undefined : owner();
    },
    check() {
      const row = sqlite.get('select epoch from lease where name = ?', NAME);
      if (epoch === undefined || row?.epoch !== epoch) throw new LeaseLostError(dataDir);
    },
  };
}

function unlock(lock: Database.Database): void {
  lock.exec('rollback');
  lock.close();
}

/** An open transaction that excludes all others and writes nothing; undefined when another process has one. */
function lockFile(path: string): Database.Database | undefined {
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
}
