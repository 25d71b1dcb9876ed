import { type FileSystem, removeLeftovers, writeFileDurably } from './files.js';

/**
 * Makes a document of the next version out of one of the version before. Pure; what it throws makes the document a
 * damaged one, so no secrets in its message.
 */
export type Step = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Which versions of a document a program can read. */
export interface Versions {
  /** The one it writes. */
  readonly known: number;
  /** From the oldest version on, one step for each, the last one to `known`. A document without a version is the oldest. */
  readonly steps: readonly Step[];
}

/** A document as the known version has it, and its own version if that is older. */
export interface BroughtUp {
  readonly value: unknown;
  readonly olderVersion?: number;
}

/** The version a document says it has; `undefined` when it says none, or nonsense. */
export function versionOf(value: unknown): number | undefined {
  return isMapping(value) && typeof value.version === 'number' ? value.version : undefined;
}

/** Takes a document of an older version up, step by step; any other value stays what it is. */
export function bringUp(value: unknown, { known, steps }: Versions): BroughtUp {
  if (!isMapping(value)) return { value };
  const oldest = known - steps.length;
  const version = 'version' in value ? versionOf(value) : oldest;
  if (!Number.isInteger(version) || version === undefined || version < oldest || version >= known) return { value };
  const newest = steps
    .slice(version - oldest)
    .reduce((document, step, index) => ({ ...step(document), version: version + index + 1 }), value);
  return { value: newest, olderVersion: version };
}

/**
 * Copies a file of an older version to `<path>.version-<n>` (mode 0600), for whoever goes back to the program of that
 * time. To be done before the first write over it; doing it again changes nothing.
 */
export async function keepOlder(fs: FileSystem, path: string, version: number): Promise<void> {
  const copy = `${path}.version-${version}`;
  await removeLeftovers(fs, copy);
  await writeFileDurably(fs, copy, Buffer.from(await fs.readFile(path)).toString('utf8'));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
