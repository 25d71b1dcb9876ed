import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DiskFullError, StoreError } from '../errors.js';

/** Whether the file is no database, or none any more. */
export function isDamage(error: unknown): error is Error {
  const { code } = error as { code?: string };
  return code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT';
}

/** The damage of a file, to who has nothing to begin in its place. */
export function leftDamaged(path: string, cause?: Error): StoreError {
  return new StoreError(
    `cannot use ${path}: it is damaged, or the disk failed to read it; put a backup in its place, or start the bridge, which keeps it aside and begins a new one`,
    { cause },
  );
}

const FULL = 'the disk is full; make room';
/** SQLite's words for a file beside the database that it could not make, or make larger: for whatever reason. */
const WRITING = /^SQLITE_IOERR_(SHMSIZE|SHMOPEN|SHMMAP|WRITE)/;
/** What SQLite makes of the file of its index, which is the first thing that it writes. */
const LEAST_BYTES = 32_768;

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, FULL],
  [/^(SQLITE_READONLY|EROFS)/, 'it is read-only; make the folder writable for this user'],
  [/^(EACCES|EPERM|SQLITE_CANTOPEN|SQLITE_PERM)/, 'this user may not write there; check owner and mode of the folder'],
  [/^(ENOTDIR|EEXIST|EISDIR|ELOOP)/, 'there is something else in its place; check data_dir'],
  [/^ENOENT/, 'no folder can be made there; check data_dir'],
  [/^SQLITE_BUSY/, 'another process keeps it busy; end that, or try again'],
  [
    /^(SQLITE_NOTADB|SQLITE_CORRUPT)/,
    'it is damaged, or the disk failed to read it; start again, and if that says the same, move it away, or put a backup in its place',
  ],
  [/^(SQLITE_IOERR|EIO)/, 'the disk cannot be read or written; look at the system log'],
];

/**
 * An error of SQLite or of the system in words that say what to do.
 *
 * @param hasRoom whether the disk on which a file lies takes more
 */
export function asStoreError(path: string, error: unknown, hasRoom = roomBeside): Error {
  if (error instanceof StoreError) return error;
  const { code = '', message } = error as { code?: string; message: string };
  const name = code || codeIn(message);
  const reason = WRITING.test(name) && !hasRoom(path) ? FULL : REASONS.find(([codes]) => codes.test(name))?.[1];
  // Anything else is a mistake of ours, and its words help.
  if (reason === undefined) return error instanceof Error ? error : new Error(String(error));
  const Kind = reason === FULL ? DiskFullError : StoreError;
  return new Kind(`cannot use ${path}: ${reason} (${name})`, { cause: error });
}

function roomBeside(path: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(path));
    // Some have no number of files.
    return bavail * bsize >= LEAST_BYTES && (files === 0 || ffree > 0);
  } catch {
    return true;
  }
}

/** The library says why it cannot open a file with SQLite's number alone. */
function codeIn(message: string): string {
  return /Unable to open connection.*: 14\b/.test(message) ? 'SQLITE_CANTOPEN' : '';
}
