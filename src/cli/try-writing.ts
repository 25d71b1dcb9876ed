import { randomBytes, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../store/errors.js';
import { asStoreError } from '../store/sqlite/sqlite-errors.js';
import { messageOf } from '../tools.js';

/** More than SQLite wants to begin with; noise, which no file system makes smaller. */
const BYTES = 65_536;

/**
 * Whether the disk of a folder takes something, which nobody learns by reading: a file of its own is written there, down to
 * the disk, and goes again. A folder that is not there stays so.
 *
 * @throws StoreError
 */
export async function tryWriting(dataDir: string, write = writeDown): Promise<void> {
  const path = join(dataDir, `check-${randomUUID()}.tmp`);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      // A network disk says only then that it is full.
      await write(file).finally(() => file.close());
    } finally {
      await rm(path, { force: true });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw inWords(dataDir, error);
  }
}

async function writeDown(file: FileHandle): Promise<void> {
  await file.writeFile(randomBytes(BYTES));
  await file.sync();
}

function inWords(dataDir: string, error: unknown): Error {
  const known = asStoreError(dataDir, error);
  if (known instanceof StoreError) return known;
  return new StoreError(
    `cannot write in ${dataDir}: ${messageOf(error)}; look at the disk, and at the limits of this user`,
  );
}
