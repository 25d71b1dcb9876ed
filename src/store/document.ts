import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { errorCode, type FileSystem, isMounted, syncFolder, writeNewFile } from './files.js';
import { bringUp, type Versions, versionOf } from './versions.js';

/**
 * What a document file holds. `reason` is a few words, without any of the file's text. `olderVersion` is there when the
 * file is of an older version than `value`: it goes to `keepOlder` before the file is written over.
 */
export type ReadResult<T> =
  | { kind: 'absent' }
  | { kind: 'ok'; value: T; olderVersion?: number }
  | { kind: 'damaged'; reason: string };

/** A document of a version this program does not know; it must be neither read nor overwritten. */
export class NewerVersionError extends Error {
  override readonly name = 'NewerVersionError';
  constructor(
    readonly path: string,
    readonly version: number,
  ) {
    super(
      `${path} has version ${version}, written by a newer withings2mqtt; ` +
        'upgrade, or restore a backup of the file from before',
    );
  }
}

/**
 * Reads a JSON document, brought up to the known version, and never changes anything. `damaged` is what is empty, no
 * JSON, or what `parse` throws on.
 * @param parse checks and converts the JSON value; its error's message becomes the reason, so no secrets in it
 * @throws NewerVersionError when the document's `version` is above the known one
 * @throws Error when the file is there but the system cannot read it
 */
export async function readDocument<T>(
  fs: FileSystem,
  path: string,
  parse: (value: unknown) => T,
  versions: Versions = { known: 1, steps: [] },
): Promise<ReadResult<T>> {
  const bytes = await readBytes(fs, path);
  if (bytes === undefined) return { kind: 'absent' };
  if (bytes.length === 0) return { kind: 'damaged', reason: 'the file is empty' };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's own message quotes the text, which may be a token.
    return { kind: 'damaged', reason: 'it is not JSON' };
  }
  const version = versionOf(value);
  if (version !== undefined && version > versions.known) throw new NewerVersionError(path, version);
  try {
    const { value: newest, ...older } = bringUp(value, versions);
    return { kind: 'ok', value: parse(newest), ...older };
  } catch (error) {
    if (error instanceof NewerVersionError) throw error;
    return { kind: 'damaged', reason: reasonOf(error) };
  }
}

/**
 * Moves a file to `<path>.damaged-<n>`, never over an older one; gives the new path. A file that cannot be moved
 * (bind-mounted) is copied there instead and stays.
 */
export async function setAside(fs: FileSystem, path: string): Promise<string> {
  const target = asidePath(path, ((await asideNumbers(fs, path)).at(-1) ?? 0) + 1);
  try {
    await fs.rename(path, target);
  } catch (error) {
    if (isMounted(error)) return keepCopy(fs, path);
    throw error;
  }
  await syncFolder(fs, dirname(path));
  return target;
}

/**
 * Copies a file to `<path>.damaged-<n>` (mode 0600), never over an older one; gives the copy's path. If a copy of the
 * very same content is there already, that one is it.
 */
export async function keepCopy(fs: FileSystem, path: string): Promise<string> {
  const bytes = await fs.readFile(path);
  const numbers = await asideNumbers(fs, path);
  for (const number of numbers) {
    const older = await readBytes(fs, asidePath(path, number));
    if (older !== undefined && Buffer.compare(older, bytes) === 0) return asidePath(path, number);
  }
  const target = asidePath(path, (numbers.at(-1) ?? 0) + 1);
  await writeNewFile(fs, target, bytes);
  await syncFolder(fs, dirname(path));
  return target;
}

function asidePath(path: string, number: number): string {
  return `${path}.damaged-${number}`;
}

async function asideNumbers(fs: FileSystem, path: string): Promise<number[]> {
  const start = `${basename(path)}.damaged-`;
  const names = await fs.readFolder(dirname(path));
  return names
    .filter((name) => name.startsWith(start) && /^[1-9]\d{0,8}$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)))
    .sort((a, b) => a - b);
}

async function readBytes(fs: FileSystem, path: string): Promise<Uint8Array | undefined> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    // Node leaves the path out when a folder stands where the file should be.
    throw new Error(`cannot read ${path}: ${errorCode(error) ?? 'unknown error'}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  if (issue !== undefined) return [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': ');
  return error instanceof Error ? error.message : 'its content is not what it should be';
}
