import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { LeaseHeldError, LeaseLostError, StoreError } from '../errors.js';
import type { Lease, LeaseOwner } from '../store.js';
import { prepareFile, type Sqlite } from './database.js';
import { asStoreError } from './sqlite-errors.js';

const NAME = 'bridge';
/** Each one is a write to the disk. */
const SIGN_MILLISECONDS = 240_000;

/**
 * How long each write of a bridge waits for another process that writes. It does nothing else meanwhile, not even stop, and
 * what cannot be written is tried again.
 */
const PATIENCE_MILLISECONDS = 2000;

/** The lease, and what every write under it must look at first. */
export interface SqliteLease extends Lease {
  /** To be called inside the transaction that writes. @throws LeaseLostError */
  check(): void;
}

/**
 * The lease is a row with an owner and an epoch, which grows with each holder: whoever finds another epoch than its own
 * has lost it. Whether the holder lives is told by a lock of the operating system on a file beside the database: the
 * system gives it up at the very moment a process dies, however it dies, and keeping it costs no write to the disk. That
 * a process does not hang is told by the time of that file.
 *
 * @param clock milliseconds since 1970
 * @param token tells this process from others, as in a turn of refreshing a login
 */
export function createLease(sqlite: Sqlite, dataDir: string, clock: () => number, token: string): SqliteLease {
  const path = join(dataDir, 'lease.db');
  let lock: Database.Database | undefined;
  let signs: NodeJS.Timeout | undefined;
  let epoch: number | undefined;

  function owner(): LeaseOwner | undefined {
    const text = sqlite.get('select owner from lease where name = ?', NAME)?.owner;
    if (typeof text !== 'string') return undefined;
    const { token: _, ...known } = JSON.parse(text) as LeaseOwner & { readonly token: string };
    return known;
  }

  function isFree(): boolean {
    // Whoever only asks makes none.
    if (!existsSync(path)) return true;
    const free = lockFile(path);
    if (free) unlock(free);
    return free !== undefined;
  }

  return {
    async acquire(next) {
      lock ??= lockFile(path);
      if (!lock) throw new LeaseHeldError(dataDir, owner());
      epoch = sqlite.transaction(() => {
        // Whoever is still noted has died; where that was in a refresh, nobody need wait for the end of it.
        sqlite.run("delete from login_turn where owner = (select owner ->> '$.token' from lease where name = ?)", NAME);
        sqlite.run(
          'insert into lease values (?, 1, ?) on conflict (name) do update set epoch = epoch + 1, owner = excluded.owner',
          NAME,
          JSON.stringify({ ...next, token }),
        );
        return Number(sqlite.get('select epoch from lease where name = ?', NAME)?.epoch);
      });
      sqlite.get(`pragma busy_timeout = ${PATIENCE_MILLISECONDS}`);
      giveSign(path, clock());
      signs ??= setInterval(() => giveSign(path, clock()), SIGN_MILLISECONDS).unref();
    },
    async release() {
      try {
        if (epoch !== undefined) {
          sqlite.run('update lease set owner = null where name = ? and epoch = ?', NAME, epoch);
        }
      } catch (error) {
        // The lock tells, as after a crash. On a full disk the row stays for who comes next.
        if (!(error instanceof StoreError)) throw error;
      } finally {
        clearInterval(signs);
        signs = undefined;
        epoch = undefined;
        if (lock) unlock(lock);
        lock = undefined;
      }
    },
    async isHeld() {
      const row = sqlite.get('select epoch from lease where name = ?', NAME);
      return epoch !== undefined && row?.epoch === epoch;
    },
    async holder() {
      if (lock) return owner();
      return isFree() ? undefined : owner();
    },
    async lastSign() {
      return !lock && isFree() ? undefined : statSync(path).mtimeMs;
    },
    check() {
      const row = sqlite.get('select epoch from lease where name = ?', NAME);
      if (epoch === undefined || row?.epoch !== epoch) throw new LeaseLostError(dataDir);
    },
  };
}

/** Whether it can be kept up is no matter of the lease. */
function giveSign(path: string, now: number): void {
  try {
    utimesSync(path, now / 1000, now / 1000);
  } catch {
    // A folder that is gone, or a file of somebody else's.
  }
}

function unlock(lock: Database.Database): void {
  lock.exec('rollback');
  lock.close();
}

/** An open transaction that excludes all others and writes nothing; undefined when another process has one. */
function lockFile(path: string): Database.Database | undefined {
  prepareFile(path);
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return undefined;
    throw asStoreError(path, error);
  }
}
