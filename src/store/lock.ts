import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ensureFolder, type FileSystem, nodeFileSystem, removeQuietly, writeNewFile } from './files.js';
import { type Claim, claimLock, encodeOwner, readOwner, removeDeadDrafts } from './lock-claim.js';
import { asFolderError } from './lock-errors.js';
import { type LockOwner, lookUpProcess, type ProcessIdentity } from './lock-owner.js';

export { DataFolderError, LockedError } from './lock-errors.js';

const HEARTBEAT_MS = 30_000;

/** A data folder that is ours alone. */
export interface Lock {
  /** Gives the folder back, if it is still ours; safe to call twice. */
  release(): Promise<void>;
}

/** What a lock leans on; all but `onLost` is for tests. */
export interface LockOptions {
  /** Told once if another process took the lock over (this machine slept, or the volume was away): stop at once. */
  onLost?: () => void;
  fs?: FileSystem;
  /** ms since the epoch */
  now?: () => number;
  self?: ProcessIdentity;
  lookUp?: typeof lookUpProcess;
  token?: () => string;
  /** Runs `task` every `ms` until the function it gives is called; must not keep the process alive. */
  every?: (ms: number, task: () => Promise<void>) => () => void;
}

/**
 * Locks a data folder for this process, with a file `lock` in it; makes the folder if it is not there. A lock whose
 * process is dead is taken over at once; one from another host (a container on the same volume) after 2 minutes.
 * @throws LockedError when another process holds it
 * @throws DataFolderError when the folder cannot be written
 */
export async function acquireLock(dataDir: string, options: LockOptions = {}): Promise<Lock> {
  const { fs = nodeFileSystem, now = Date.now, lookUp = lookUpProcess, token = randomUUID } = options;
  const self = options.self ?? (await ownIdentity());
  const owner: LockOwner = { ...self, token: token() };
  const path = join(dataDir, 'lock');
  const draft = join(dataDir, `.lock.${owner.pid}-${owner.token}.tmp`);
  const claim: Claim = { fs, now, lookUp, self, owner, dataDir, path, draft };
  try {
    await ensureFolder(fs, dataDir);
    await writeNewFile(fs, draft, encodeOwner(owner), 0o644);
    await fs.touch(draft, now());
    await claimLock(claim);
  } catch (error) {
    throw asFolderError(dataDir, error);
  } finally {
    await removeQuietly(fs, draft);
  }
  await removeDeadDrafts(claim).catch(() => undefined);
  return hold(fs, path, owner, now, options);
}

function hold(fs: FileSystem, path: string, owner: LockOwner, now: () => number, options: LockOptions): Lock {
  const { every = everyUnref, onLost = () => undefined } = options;
  const holder = async () => (await readOwner(fs, path))?.token;
  const beat = async () => {
    const token = await holder();
    if (token === owner.token) return fs.touch(path, now());
    // Somebody tidied up by hand; whoever starts next must still find us here.
    if (token === undefined) return writeNewFile(fs, path, encodeOwner(owner), 0o644);
    stop();
    onLost();
  };
  let beating = Promise.resolve();
  const stop = every(HEARTBEAT_MS, () => {
    // One that fails is not the end: the volume may be back at the next.
    beating = beat().catch(() => undefined);
    return beating;
  });
  const giveBack = async () => {
    stop();
    await beating;
    if ((await holder()) === owner.token) await fs.unlink(path);
  };
  let released: Promise<void> | undefined;
  return {
    release: () => {
      released ??= giveBack();
      return released;
    },
  };
}

/** This process, as a lock names it. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, host: hostname(), started: (await lookUpProcess(process.pid)).started };
}

function everyUnref(ms: number, task: () => Promise<void>): () => void {
  const timer = setInterval(() => void task(), ms);
  timer.unref();
  return () => clearInterval(timer);
}
