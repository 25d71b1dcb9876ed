import { randomBytes } from 'node:crypto';
import {
  chmod,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
  utimes,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** A file that is open. */
export type OpenFile = FileHandle;

/** The few file operations the store uses, one by one, so that a test can fail or kill at each. */
export interface FileSystem {
  open(path: string, flags: 'wx' | 'r+', mode?: number): Promise<OpenFile>;
  openFolder(path: string): Promise<OpenFile>;
  /** Writes `bytes` from `offset` on; gives the count of bytes written, which may be short. */
  write(file: OpenFile, bytes: Uint8Array, offset: number): Promise<number>;
  truncate(file: OpenFile, length: number): Promise<void>;
  fsync(file: OpenFile): Promise<void>;
  close(file: OpenFile): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  readFolder(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes the folder and its parents; gives the first one made, `undefined` if all were there. */
  mkdir(path: string, mode: number): Promise<string | undefined>;
  chmod(path: string, mode: number): Promise<void>;
  stat(path: string): Promise<{ mode: number; mtimeMs: number }>;
  /** Sets the modification time, in ms since the epoch. */
  touch(path: string, mtimeMs: number): Promise<void>;
}

/** The real file system. */
export const nodeFileSystem: FileSystem = {
  open: (path, flags, mode) => open(path, flags, mode),
  openFolder: (path) => open(path, 'r'),
  write: async (file, bytes, offset) => (await file.write(bytes, offset)).bytesWritten,
  truncate: (file, length) => file.truncate(length),
  fsync: (file) => file.sync(),
  close: (file) => file.close(),
  readFile: (path) => readFile(path),
  readFolder: (path) => readdir(path),
  rename,
  link,
  unlink,
  mkdir: (path, mode) => mkdir(path, { recursive: true, mode }),
  chmod,
  stat: (path) => stat(path),
  touch: (path, mtimeMs) => utimes(path, mtimeMs / 1000, mtimeMs / 1000),
};

/** The system's code of an error (`ENOENT`), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Removes a file if it can; for clean-up, where the first error is the one that counts. */
export async function removeQuietly(fs: FileSystem, path: string): Promise<void> {
  await fs.unlink(path).catch(() => undefined);
}

/** Makes a file that must not be there yet (else `EEXIST`): whole and on the disk, or not at all. */
export async function writeNewFile(fs: FileSystem, path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  const file = await fs.open(path, 'wx', mode);
  try {
    await fillAndClose(fs, file, bytes);
  } catch (error) {
    await removeQuietly(fs, path);
    throw error;
  }
}

/**
 * Replaces a file's text so that a crash at any instant leaves the old text or the new one. On an error the old file is
 * untouched, unless only the last step (fsync of the folder) failed. A target that cannot be replaced (a bind-mounted
 * file) is written in place; if that fails half-way, the temporary file stays, as the one whole copy.
 * @param unique a name part without dots that no other write uses
 */
export async function writeFileDurably(
  fs: FileSystem,
  path: string,
  text: string,
  mode = 0o600,
  unique: () => string = processUnique,
): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  const temporary = join(dirname(path), `.${basename(path)}.${unique()}.tmp`);
  await writeNewFile(fs, temporary, bytes, mode);
  try {
    await fs.rename(temporary, path);
  } catch (error) {
    if (isMounted(error)) return writeInPlace(fs, path, temporary, bytes, mode);
    await removeQuietly(fs, temporary);
    throw error;
  }
  await syncFolder(fs, dirname(path));
}

/** Removes what crashed writes of `path` left behind. Only for the one process that writes `path`, between writes. */
export async function removeLeftovers(fs: FileSystem, path: string): Promise<void> {
  const start = `.${basename(path)}.`;
  for (const name of await fs.readFolder(dirname(path))) {
    if (!name.startsWith(start) || !/^[^.]+\.tmp$/.test(name.slice(start.length))) continue;
    await removeQuietly(fs, join(dirname(path), name));
  }
}

/** Makes a folder, and its parents, for its owner alone (0700). A folder that is there keeps its mode. */
export async function ensureFolder(fs: FileSystem, path: string): Promise<void> {
  const first = await fs.mkdir(path, 0o700);
  if (first === undefined) return;
  // The mode is there already but for an odd umask; file systems without modes refuse.
  await fs.chmod(path, 0o700).catch(() => undefined);
  const top = dirname(resolve(first));
  for (let parent = dirname(resolve(path)); ; parent = dirname(parent)) {
    await syncFolder(fs, parent);
    if (parent === top || parent === dirname(parent)) return;
  }
}

/** Puts a folder's entries on the disk, where the platform lets us. */
export async function syncFolder(fs: FileSystem, path: string): Promise<void> {
  try {
    const folder = await fs.openFolder(path);
    try {
      await fs.fsync(folder);
    } finally {
      await fs.close(folder);
    }
  } catch (error) {
    // Windows, some network file systems and unreadable parents refuse this; there is nothing better to do there.
    if (!['EPERM', 'EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
  }
}

/** Whether a rename failed because the file is a mount point of its own, as with a single file bound into a container. */
export function isMounted(error: unknown): boolean {
  return ['EBUSY', 'EXDEV'].includes(errorCode(error) ?? '');
}

function processUnique(): string {
  return `${process.pid}-${randomBytes(6).toString('hex')}`;
}

async function fillAndClose(fs: FileSystem, file: OpenFile, bytes: Uint8Array): Promise<void> {
  try {
    for (let offset = 0; offset < bytes.length; ) {
      const written = await fs.write(file, bytes, offset);
      if (written === 0) throw new Error('the system wrote nothing');
      offset += written;
    }
    // In place, the end of a longer old text may stand behind the new one.
    await fs.truncate(file, bytes.length);
    await fs.fsync(file);
  } catch (error) {
    await fs.close(file).catch(() => undefined);
    throw error;
  }
  await fs.close(file);
}

async function writeInPlace(
  fs: FileSystem,
  path: string,
  temporary: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  let file: OpenFile;
  try {
    await syncFolder(fs, dirname(path));
    // Not truncated first: blocks that are there cannot run out of space.
    file = await fs.open(path, 'r+');
  } catch (error) {
    await removeQuietly(fs, temporary);
    throw error;
  }
  // A mounted file may belong to another user; its text still has to be written.
  await fs.chmod(path, mode).catch(() => undefined);
  await fillAndClose(fs, file, bytes);
  await removeQuietly(fs, temporary);
}
