import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'libsql';
import { NewerStoreError, StoreError } from '../errors.js';
import type { Row } from '../stored-rows.js';
import { kindOf, readWhole, setAside } from './damage.js';
import { STEPS } from './schema.js';
import { asStoreError, isDamage, leftDamaged } from './sqlite-errors.js';

export const FILE_NAME = 'withings2mqtt.db';

export type { Row } from '../stored-rows.js';

/** A SQLite database, with errors that say what to do. Calls block the process for as long as the disk takes. */
export interface Sqlite {
  readonly path: string;
  run(sql: string, ...values: readonly SqlValue[]): number;
  get(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[];
  /** All or nothing, durable when it returns. */
  transaction<T>(work: () => T): T;
  /** @throws StoreError when the file is not where it was opened: what is written to it would be lost */
  checkPlace(): void;
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
 * In the log when what it holds moves into the file. A longer one costs a small commit more than its own pages: more of the
 * index of the log, and room for it on the disk. https://www.sqlite.org/wal.html
 */
const LOG_PAGES = 250;
/** SQLite's name for a database in memory. */
const NOWHERE = ':memory:';

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
  const sqlite = openedTwice(path, steps);
  if (!(sqlite instanceof Error)) return sqlite;
  const keptAs = setAside(path);
  onDamaged('it is no database', keptAs);
  prepareFile(path);
  return opened(path, steps);
}

/**
 * Opens what there is, for whoever has nothing to begin there: nothing is made or moved. Without a file it is an empty
 * database that is nowhere.
 *
 * @throws NewerStoreError, StoreError, also for a damaged one
 */
export function openExistingSqlite({ dataDir, steps = STEPS }: Pick<OpenOptions, 'dataDir' | 'steps'>): Sqlite {
  const path = join(dataDir, FILE_NAME);
  const kind = kindOf(path);
  if (kind === 'damaged') throw leftDamaged(path);
  if (kind === 'nothing') {
    lookAround(dataDir);
    return opened(NOWHERE, steps);
  }
  prepareFile(path);
  const sqlite = openedTwice(path, steps);
  if (sqlite instanceof Error) throw leftDamaged(path, sqlite);
  return sqlite;
}

/** @returns the error of a damaged one */
function openedTwice(path: string, steps: readonly string[]): Sqlite | Error {
  try {
    return opened(path, steps);
  } catch (error) {
    if (!isDamage(error)) throw asStoreError(path, error);
    readWhole(path);
  }
  // The same is said of a page that the disk could not give at that moment: then the second time is another one.
  try {
    return opened(path, steps);
  } catch (error) {
    if (!isDamage(error)) throw asStoreError(path, error);
    readWhole(path);
    return error;
  }
}

function opened(path: string, steps: readonly string[]): Sqlite {
  const database = new Database(path, { timeout: PATIENCE_MILLISECONDS });
  try {
    // Not by a statement, as `pragma` does, nor after one: the library lets go of the files of a damaged database only
    // without any, and at its end it would take the log of the one in its place away.
    database.exec('select count(*) from sqlite_schema; pragma journal_mode = WAL');
    // A login must survive a power cut, also one right after the commit.
    database.exec('pragma synchronous = FULL; pragma foreign_keys = ON; pragma journal_size_limit = 1048576');
    database.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}`);
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
    inTransaction(database, () => {
      // Another process may have done it while this one waited for its turn.
      const version = versionOf(database);
      if (version >= steps.length) return;
      database.exec(steps[version]!);
      database.exec(`pragma user_version = ${version + 1}`);
    });
  }
}

function inTransaction<T>(database: Database.Database, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    // After a full disk, SQLite has done it by itself, and to ask once more would be an error in place of the first one.
    if (database.inTransaction) database.exec('rollback');
    throw error;
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
  const place = placeOf(path);
  const checkPlace = () => {
    if (placeOf(path) === place) return;
    throw new StoreError(`${path} is not there any more; is the volume still mounted? Put it back, or start anew`);
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
    transaction(work) {
      checkPlace();
      return guard(() => inTransaction(database, work));
    },
    checkPlace,
    close() {
      // The library lets go of the files only when it forgets its statements; until then nothing must be left in the log.
      try {
        database.pragma('wal_checkpoint(truncate)');
      } catch {
        // On a disk that is full: what is in the log is read from there the next time.
      }
      statements.clear();
      database.close();
    },
  };
}

/** Which file lies there; undefined for none. */
function placeOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
}

function prepareFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    throw asStoreError(dataDir, error);
  }
}

/** Whether a bridge could make it there, as far as can be seen without doing so. @throws StoreError */
function lookAround(dataDir: string): void {
  let there = resolve(dataDir);
  while (!existsSync(there)) there = dirname(there);
  try {
    if (!statSync(there).isDirectory()) throw Object.assign(new Error(there), { code: 'ENOTDIR' });
    accessSync(there, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw asStoreError(dataDir, error);
  }
}

/** Step by step: where the system makes no folders, as below `/proc`, Node's own `recursive` tries for ever. */
function makeFolder(path: string): void {
  const isFolder = () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder()) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!isFolder()) throw error;
  }
}

/**
 * Makes a file of a database for this user alone. SQLite gives its files beside it the mode of the first one. One that is
 * there is not opened: to close it would take the locks away that this process has on it.
 *
 * @throws StoreError
 */
export function prepareFile(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) accessSync(path, constants.W_OK);
    else closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    // Somebody else's file that we may write to is good enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw asStoreError(path, error);
  }
}
