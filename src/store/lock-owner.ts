import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorCode } from './files.js';

const MAX_PID = 2 ** 31 - 1;

const ownerSchema = z.object({
  pid: z.int().min(1).max(MAX_PID),
  host: z.string(),
  started: z.string().nullable(),
  token: z.string().min(1),
});

/** Who holds a lock, as written in the lock file. */
export type LockOwner = z.infer<typeof ownerSchema>;

/**
 * What tells one process from another: `started` is `<boot id>/<start in clock ticks>` on Linux, else `null`, since
 * process ids are used again (in a container every process is pid 1).
 */
export type ProcessIdentity = Omit<LockOwner, 'token'>;

/** What the system knows of a process id. */
export interface ProcessState {
  exists: boolean;
  started: string | null;
}

/** A lock of another host counts while its holder touched it less than this many ms ago. */
export const HOST_TIMEOUT_MS = 120_000;
const HALF_WRITTEN_TIMEOUT_MS = 10_000;

/** The owner in a lock file's bytes; `undefined` for garbage. */
export function parseLockOwner(bytes: Uint8Array): LockOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/**
 * Whether a lock is still held. When in doubt it is: a wrong yes asks the user to look, a wrong no lets two processes
 * spend the same refresh token.
 * @param ageMs time since the lock file was last touched
 */
export async function isHeld(
  owner: LockOwner | undefined,
  ageMs: number,
  self: ProcessIdentity,
  lookUp: (pid: number) => Promise<ProcessState>,
): Promise<boolean> {
  if (owner === undefined) return Math.abs(ageMs) < HALF_WRITTEN_TIMEOUT_MS;
  if (owner.host !== self.host) return ageMs < HOST_TIMEOUT_MS;
  const comparable = owner.started !== null && self.started !== null;
  if (comparable && bootOf(owner) !== bootOf(self)) return false;
  if (owner.pid === self.pid) return comparable ? owner.started === self.started : ageMs < HOST_TIMEOUT_MS;
  const found = await lookUp(owner.pid);
  if (!found.exists) return false;
  return owner.started === null || found.started === null || owner.started === found.started;
}

/** Looks a process up in the running system. One that has ended but was not collected by its parent does not exist. */
export async function lookUpProcess(pid: number): Promise<ProcessState> {
  if (!takesSignals(pid)) return { exists: false, started: null };
  const [stat, boot] = await Promise.all([readLine(`/proc/${pid}/stat`), readLine('/proc/sys/kernel/random/boot_id')]);
  if (stat === undefined || boot === undefined) return { exists: true, started: null };
  // The name, field 2, is in brackets and may hold blanks and brackets itself; the state is field 3, the start field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', ticks] = [fields[0], fields[19]];
  return { exists: !['Z', 'X'].includes(state), started: ticks === undefined ? null : `${boot}/${ticks}` };
}

function bootOf(owner: ProcessIdentity): string | undefined {
  return owner.started?.split('/')[0];
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function readLine(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text?.trim();
}
