import { join } from 'node:path';
import { nodeFileSystem } from './files.js';
import { ownIdentity } from './lock.js';
import { readOwner } from './lock-claim.js';
import { isHeld, lookUpProcess } from './lock-owner.js';

/** What a look at a lock shows of the process that holds it. */
export type LockSight =
  | { readonly held: false }
  /** `silent`: milliseconds since its last sign of life, which its event loop gives twice a minute. */
  | { readonly held: true; readonly pid: number; readonly silent: number };

/** Looks who holds a data folder, and changes nothing. @throws Error when the system cannot read it */
export async function lookAtLock(dataDir: string, now = Date.now): Promise<LockSight> {
  const path = join(dataDir, 'lock');
  const owner = await readOwner(nodeFileSystem, path);
  const mtime = owner && (await nodeFileSystem.stat(path).catch(() => undefined))?.mtimeMs;
  if (!owner || mtime === undefined) return { held: false };
  const silent = now() - mtime;
  const held = await isHeld(owner, silent, await ownIdentity(), lookUpProcess);
  return held ? { held, pid: owner.pid, silent } : { held: false };
}
