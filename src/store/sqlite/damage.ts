import { closeSync, existsSync, openSync, readSync, renameSync } from 'node:fs';
import { asStoreError } from './sqlite-errors.js';

const READ_BYTES = 1_048_576;
/** How each database of SQLite begins. */
const MAGIC = Buffer.from('SQLite format 3\0');
/** What SQLite keeps beside a file. */
const BESIDE = ['-wal', '-shm', '-journal'];

/**
 * What lies at a place, looked at without SQLite: that would write the log beside a damaged file into it, and take the log
 * away. Not for a process that has it open, whose locks would end with it.
 *
 * @throws StoreError when this user cannot know
 */
export function kindOf(path: string): 'database' | 'damaged' | 'nothing' {
  const head = Buffer.alloc(MAGIC.length);
  try {
    const file = openSync(path, 'r');
    try {
      if (readSync(file, head) === 0) return 'nothing';
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw asStoreError(path, error);
  }
  return head.equals(MAGIC) ? 'database' : 'damaged';
}

/** @throws StoreError when the disk cannot: what is in the file, nobody knows then */
export function readWhole(path: string): void {
  const buffer = Buffer.alloc(READ_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      while (readSync(file, buffer) > 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asStoreError(path, error);
  }
}

/** Nothing is destroyed: the damaged file, and what SQLite keeps beside it, get another name. */
export function setAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) number += 1;
  const keptAs = `${path}.damaged-${number}`;
  renameSync(path, keptAs);
  for (const end of BESIDE) {
    if (existsSync(path + end)) renameSync(path + end, keptAs + end);
  }
  return keptAs;
}
