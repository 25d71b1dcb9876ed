import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockOptions } from '../../src/store/lock.js';
import type { ProcessIdentity } from '../../src/store/lock-owner.js';

export const NOW = Date.UTC(2030, 0, 1);
export const self: ProcessIdentity = { pid: 1, host: 'here', started: 'boot/200' };
export const lockFile = (folder: string) => join(folder, 'lock');
export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

export async function writeLock(folder: string, content: unknown, ageMs = 0): Promise<void> {
  await writeFile(lockFile(folder), typeof content === 'string' ? content : JSON.stringify(content));
  await utimes(lockFile(folder), (NOW - ageMs) / 1000, (NOW - ageMs) / 1000);
}

export const ownerIn = async (folder: string): Promise<unknown> => JSON.parse(await readFile(lockFile(folder), 'utf8'));

/** Options of a made-up system: what runs there, a clock and a heartbeat that the test drives. */
export function system(running: Record<number, string | null> = {}, options: LockOptions = {}) {
  const clock = { now: NOW };
  const beats: (() => Promise<void>)[] = [];
  return {
    clock,
    beat: async () => {
      for (const beat of [...beats]) await beat();
    },
    options: {
      self,
      now: () => clock.now,
      lookUp: async (pid: number) => ({ exists: pid in running, started: running[pid] ?? null }),
      every: (_: number, task: () => Promise<void>) => {
        beats.push(task);
        return () => beats.splice(0);
      },
      ...options,
    } satisfies LockOptions,
  };
}

export async function withChild(use: (child: ChildProcess & { pid: number }) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  try {
    await use(child as ChildProcess & { pid: number });
  } finally {
    await end(child);
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
