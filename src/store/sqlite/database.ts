import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { NewerStoreError, StoreError } from '../errors.js';
import { STEPS } from './schema.js';

export const FILE_NAME = 'withings2mqtt.db';

export type Row = Readonly<Record<string, unknown>>;

/** A SQLite database, with errors that say what to do. Calls block the process for as long as the disk takes. */
export interface Sqlite {
  readonly path: string;
  run(sql: string, ...values: readonly SqlValue[]): number;
  get(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[];
  /** All or nothing, durable when it returns. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export type SqlValue = string | number | null;

export interface OpenOptions {
  readonly dataDir: string;
  /** The file is no database: it is kept under the other name, and a new one begins. */
  readonly onDamaged: (reason: string, keptAs: string) => void;
  /** Default: those of this version. */
  readonly steps?: readonly string[];
}

/** How long a call waits for another process that writes. */
const PATIENCE_MILLISECONDS = 10_000;

/**
 * Opens `withings2mqtt.db` in the data folder, makes both if they are not there (modes 0600 and 0700), and brings an
 * older version up to this one.
 *
 * @throws NewerStoreError, StoreError
 */
export function openSqlite({ dataDir, onDamaged, steps = STEPS }: OpenOptions): Sqlite {
  const path = join(dataDir, FILE_NAME);
  prepareFolder(dataDir);
  prepareFile(path);
  try {
    return opened(path, steps);
  } catch (error) {
    if (!isDamage(error)) throw asStoreError(path, error);
    const keptAs = setAside(path);
    onDamaged('it is no database', keptAs);
    prepareFile(path);
    return opened(path, steps);
  }
}

function opened(path: string, steps: readonly string[]): Sqlite {
  const database = new Database(path, { timeout: PATIENCE_MILLISECONDS });
  try {
    database.pragma('journal_mode = WAL');
    // A login must survive a power cut, also one right after the commit.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('journal_size_limit = 1048576');
    bringUp(database, path, steps);
    return guarded(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** One step and its number in one transaction each, so that a crash in between repeats none. */
function bringUp(database: Database.Database, path: string, steps: readonly string[]): void {
  if (versionOf(database) > steps.length) throw new NewerStoreError(path, versionOf(database), steps.length);
  while (versionOf(database) < steps.length) {
    database
      .transaction(() => {
        // Another process may have done it while this one waited for its turn.
        const version = versionOf(database);
        if (version >= steps.length) return;
        database.exec(steps[version]!);
        database.exec(`pragma user_version = ${version + 1}`);
      })
      .immediate();
  }
}

function versionOf(database: Database.Database): number {
  const row = database.prepare('select user_version from pragma_user_version').get() as { user_version: number };
  return row.user_version;
}

function guarded(database: Database.Database, path: string): Sqlite {
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw asStoreError(path, error);
    }
  };
  return {
    path,
    run: (sql, ...values) => guard(() => prepared(sql).run(...values).changes),
    get: (sql, ...values) => guard(() => prepared(sql).get(...values) as Row | undefined),
    all: (sql, ...values) => guard(() => prepared(sql).all(...values) as Row[]),
    transaction: (work) => guard(() => database.transaction(work).immediate() as ReturnType<typeof work>),
    close() {
      // The library lets go of the files only when it forgets its statements; until then nothing must be left in the log.
      guard(() => database.pragma('wal_checkpoint(truncate)'));
      statements.clear();
      database.close();
    },
  };
}

function prepareFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asStoreError(dataDir, error);
  }
}

/** SQLite gives its files beside it the mode of the first one. */
function prepareFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    // Somebody else's file that we may write to is good enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw asStoreError(path, error);
  }
}

/** Nothing is destroyed: the damaged file, and what SQLite keeps beside it, get another name. */
function setAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) number += 1;
  const keptAs = `${path}.damaged-${number}`;
  renameSync(path, keptAs);
  for (const end of ['-wal', '-shm']) {
    if (existsSync(path + end)) renameSync(path + end, keptAs + end);
  }
  rmSync(`${path}-journal`, { force: true });
  return keptAs;
}

function isDamage(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT';
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'the disk is full; make room'],
  [/^(SQLITE_READONLY|EROFS)/, 'it is read-only; make the folder writable for this user'],
  [/^(EACCES|EPERM|SQLITE_CANTOPEN|SQLITE_PERM)/, 'this user may not write there; check owner and mode of the folder'],
  [/^(ENOTDIR|EEXIST|EISDIR|ELOOP)/, 'there is something else in its place; check data_dir'],
  [/^SQLITE_BUSY/, 'another process keeps it busy'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT)/, 'it is damaged; move it away, or put a backup in its place'],
  [/^(SQLITE_IOERR|EIO)/, 'the disk cannot be read or written'],
];

function asStoreError(path: string, error: unknown): Error {
  if (error instanceof StoreError) return error;
  const { code = '', message } = error as { code?: string; message: string };
  const known = REASONS.find(([codes]) => codes.test(code || codeIn(message)));
  // Anything else is a mistake of ours, and its words help.
  if (!known) return error instanceof Error ? error : new Error(String(error));
  return new StoreError(`cannot use ${path}: ${known[1]} (${code || codeIn(message)})`, { cause: error });
}

/** The library says why it cannot open a file with SQLite's number alone. */
function codeIn(message: string): string {
  return /Unable to open connection.*: 14\b/.test(message) ? 'SQLITE_CANTOPEN' : '';
}
