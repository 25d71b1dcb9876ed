import { join } from 'node:path';
import { errorCode, type FileSystem, removeQuietly, writeNewFile } from './files.js';
import { LockedError } from './lock-errors.js';
import { isHeld, type LockOwner, type ProcessIdentity, type ProcessState, parseLockOwner } from './lock-owner.js';

const ATTEMPTS = 5;

/** What it takes to win a lock. */
export interface Claim {
  fs: FileSystem;
  /** ms since the epoch */
  now: () => number;
  lookUp: (pid: number) => Promise<ProcessState>;
  self: ProcessIdentity;
  owner: LockOwner;
  dataDir: string;
  /** the lock file in it */
  path: string;
  /** a file of ours beside it, with `owner` in it */
  draft: string;
}

interface Seen {
  bytes: Uint8Array;
  mtimeMs: number;
}

/** Makes the lock file ours, over a dead one if need be. @throws LockedError when it is another's */
export async function claimLock(claim: Claim): Promise<void> {
  const { fs, path, dataDir, self } = claim;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await place(claim, path)) return;
    const found = await look(fs, path);
    if (found === undefined) continue;
    if (await isAlive(claim, found)) throw new LockedError(dataDir, parseLockOwner(found.bytes), self.host);
    if (!(await removeDead(claim, found))) break;
  }
  // Another process is in the middle of starting; it is named if its lock is there already.
  const found = await look(fs, path);
  const other = found !== undefined && (await isAlive(claim, found)) ? parseLockOwner(found.bytes) : undefined;
  throw new LockedError(dataDir, other, self.host);
}

/**
 * Removes what crashed starts have left beside the lock; a start that is under way keeps its own. Only for the process
 * that holds the lock.
 */
export async function removeDeadDrafts(claim: Claim): Promise<void> {
  const { fs, dataDir, draft } = claim;
  for (const name of await fs.readFolder(dataDir)) {
    const path = join(dataDir, name);
    if (!/^\.lock\..+\.tmp$/.test(name) || path === draft) continue;
    const found = await look(fs, path);
    if (found !== undefined && !(await isAlive(claim, found))) await removeQuietly(fs, path);
  }
}

/** The owner's text in the lock file. */
export function encodeOwner(owner: LockOwner): Uint8Array {
  return Buffer.from(`${JSON.stringify(owner)}\n`, 'utf8');
}

/** Who holds the lock file; `undefined` when it is not there, or garbage. */
export async function readOwner(fs: FileSystem, path: string): Promise<LockOwner | undefined> {
  const found = await look(fs, path);
  return found && parseLockOwner(found.bytes);
}

/** Puts our text at `target`, whole from the first instant; false if something is there. */
async function place({ fs, owner, draft }: Claim, target: string): Promise<boolean> {
  try {
    await fs.link(draft, target);
    return true;
  } catch (error) {
    // A network file system may make the link and still say that it was there.
    if (errorCode(error) === 'EEXIST') return (await readOwner(fs, target))?.token === owner.token;
    if (!lacksLinks(error)) throw error;
  }
  try {
    await writeNewFile(fs, target, encodeOwner(owner), 0o644);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock judged dead; false if another process is at it. One at a time: else a slow one could move the fresh
 * lock of a quick one, and a third would find the place empty.
 */
async function removeDead(claim: Claim, judged: Seen): Promise<boolean> {
  const guard = join(claim.dataDir, '.lock.takeover');
  if (!(await place(claim, guard))) {
    const found = await look(claim.fs, guard);
    if (found === undefined) return true;
    if (await isAlive(claim, found)) return false;
    return moveAway(claim, guard, found);
  }
  try {
    return await moveAway(claim, claim.path, judged);
  } finally {
    await removeQuietly(claim.fs, guard);
  }
}

/** Removes a file if it is still the one that was judged; false if it changed in the very last moment. */
async function moveAway({ fs, draft }: Claim, path: string, judged: Seen): Promise<boolean> {
  if (!isSame(await look(fs, path), judged)) return true;
  const aside = draft.replace(/\.tmp$/, '-dead.tmp');
  try {
    await fs.rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
  const same = isSame(await look(fs, aside).catch(() => undefined), judged);
  if (!same) await putBack(fs, aside, path);
  await removeQuietly(fs, aside);
  return same;
}

async function putBack(fs: FileSystem, aside: string, path: string): Promise<void> {
  try {
    await fs.link(aside, path);
  } catch (error) {
    // A third process has locked meanwhile; the one we disturbed will find out at its next heartbeat. Or that third has
    // tidied up already, which it does with the dead alone.
    if (['EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) return;
    await fs.rename(aside, path);
  }
}

function isAlive({ now, self, lookUp }: Claim, found: Seen): Promise<boolean> {
  return isHeld(parseLockOwner(found.bytes), now() - found.mtimeMs, self, lookUp);
}

function isSame(found: Seen | undefined, judged: Seen): boolean {
  return found?.mtimeMs === judged.mtimeMs && Buffer.compare(found.bytes, judged.bytes) === 0;
}

async function look(fs: FileSystem, path: string): Promise<Seen | undefined> {
  try {
    const bytes = await fs.readFile(path);
    return { bytes, mtimeMs: (await fs.stat(path)).mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function lacksLinks(error: unknown): boolean {
  return ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '');
}
