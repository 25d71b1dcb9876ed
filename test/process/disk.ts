import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Program } from './world.js';

/**
 * From now on the system takes nothing that a program writes to files, as on a disk that is full. Needs `prlimit`, which
 * comes with every Linux.
 *
 * @returns what ends it
 */
export function fillDisk(program: Program): () => void {
  limitFiles(program, '0');
  return () => limitFiles(program, 'unlimited');
}

function limitFiles({ process: { pid } }: Program, bytes: string): void {
  const { error, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { encoding: 'utf8' });
  if (error || stderr) throw new Error(`prlimit does not work here: ${error?.message ?? stderr}`);
}

const OWN_MOUNTS = ['unshare', '--user', '--map-root-user', '--mount'];

/** Whether this system lets a process have mounts of its own: not in every container. */
export function hasOwnMounts(): boolean {
  const [command = '', ...args] = OWN_MOUNTS;
  return spawnSync(command, [...args, 'true']).status === 0;
}

/**
 * What runs a program that finds its data folder on a disk of its own, which goes with it.
 *
 * @param room bytes for what comes to that which is there
 */
export async function onSmallDisk(dataDir: string, room: number): Promise<readonly string[]> {
  const files = await readdir(dataDir);
  const sizes = await Promise.all(files.map((name) => sizeOf(join(dataDir, name))));
  const size = sizes.reduce((sum, one) => sum + one, 0) + room;
  const script = [
    't=$(mktemp)',
    // Before the mount: nothing is seen below it. 1: a file has gone meanwhile.
    '{ tar -c -C "$0" -f "$t" . || [ $? = 1 ]; }',
    'mount -t tmpfs -o size="$1" disk "$0"',
    'tar -x -C "$0" -f "$t"',
    'rm "$t"',
    'shift',
    'exec "$@"',
  ];
  return [...OWN_MOUNTS, 'sh', '-c', script.join(' && '), dataDir, String(size)];
}

/** The log of a store that this process has closed, which is empty, goes only when the library forgets its statements. */
async function sizeOf(path: string): Promise<number> {
  const { size } = (await stat(path).catch(() => undefined)) ?? { size: 0 };
  return size;
}

/** What runs a program for whom a folder is read-only, also for root. */
export function onReadOnlyDisk(dataDir: string): readonly string[] {
  const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
  return [...OWN_MOUNTS, 'sh', '-c', script, dataDir];
}
