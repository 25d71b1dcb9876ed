import { spawn, spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { type Program, withings2mqtt } from '../process/world.js';

/** What happens at a system call, in its place: the process dies, or the call fails. A disk that is full stays so. */
export const KINDS = ['SIGKILL', 'EIO', 'ENOSPC'] as const;

export interface Fault {
  readonly kind: (typeof KINDS)[number];
  /** Which of the operations, counted from 0. */
  readonly at: number;
}

/** A system call that touches the data folder, such as `pwrite64` of `withings2mqtt.db-wal`. */
export interface Operation {
  readonly call: string;
  /** Inside the data folder; `.` for itself. */
  readonly file: string;
}

export interface Traced {
  /** Null when it was killed. */
  readonly exit: number | null;
  readonly output: string;
  readonly operations: readonly Operation[];
  /** False when the run was over before it came to the fault. */
  readonly struck: boolean;
}

/** SQLite knows nothing of Node's file functions: the faults come from the system. */
const CALLS = [
  ...['mkdir', 'openat', 'chmod', 'read', 'pread64', 'write', 'pwrite64', 'ftruncate', 'fallocate'],
  ...['fsync', 'fdatasync', 'rename', 'unlink'],
];
/** What needs room on the disk. */
const GROWING = ['mkdir', 'write', 'pwrite64', 'ftruncate', 'fallocate'];
/** A death before one of these leaves what a death before the next call leaves. */
const READING = ['read', 'pread64'];
const OF_SQLITE = ['withings2mqtt.db', 'lease.db'].flatMap((name) =>
  ['', '-wal', '-shm', '-journal'].map((end) => name + end),
);
const OF_0_1_0 = ['tokens.json', 'state.json', 'history.json'].flatMap((name) => [name, `${name}.0.1.0`]);
/** Longer than any patience of the program itself. */
const LONGEST_MILLISECONDS = 90_000;

/** Skips a test where a process must not be traced, and says why; in CI the test fails. */
export function needStrace(context: TestContext): void {
  const { error, stderr } = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (!error && stderr === '') return;
  const why = error
    ? 'these tests need strace, which is not installed: apt-get install strace'
    : `strace may not trace here: ${stderr.trim()}`;
  if (process.env.CI) throw new Error(why);
  context.skip(why);
}

/** Runs the program to its end, with a fault at one of the operations that a run without one has told. */
export async function runTraced(
  dir: string,
  args: readonly string[],
  fault?: Fault,
  calm: readonly Operation[] = [],
): Promise<Traced> {
  const log = join(dir, 'operations.log');
  await rm(log, { force: true });
  const program = withings2mqtt(args, {}, [...straceArguments(dir, log), ...(fault ? injections(fault, calm) : [])]);
  const exit = await endOf(program, fault);
  const lines = (await readFile(log, 'utf8')).split('\n');
  return {
    ...{ exit, output: program.output() },
    operations: operationsIn(lines, join(dir, 'data')),
    struck: lines.some((line) => line.endsWith('(INJECTED)') || line.endsWith('+++ killed by SIGKILL +++')),
  };
}

/**
 * Every fault that makes sense at these operations. Of the same one several times in a row, which is one transaction or
 * one look, the first and the last fail; the process dies at each.
 */
export function faultsAt(operations: readonly Operation[]): Fault[] {
  const isSame = (a: Operation, b?: Operation) => a.call === b?.call && a.file === b.file;
  return operations.flatMap((operation, at) => {
    const [before, after] = [operations[at - 1], operations[at + 1]];
    const isAmong = isSame(operation, before) && isSame(operation, after);
    return KINDS.filter((kind) => {
      if (kind === 'SIGKILL') return !READING.includes(operation.call);
      if (kind === 'ENOSPC') return GROWING.includes(operation.call) && !isSame(operation, before);
      return !isAmong && !isCheckpoint(operation, after);
    }).map((kind) => ({ kind, at }));
  });
}

/**
 * A page that is read from the log to be copied into the database. The SQLite in libsql 0.5.29 copies whatever is in its
 * memory where that fails, and says nothing. What it reads was written, or read and found whole, by the same process
 * before: the system has it in memory, and no disk is asked.
 */
function isCheckpoint({ call, file }: Operation, after?: Operation): boolean {
  const isRead = call === 'pread64' && file === 'withings2mqtt.db-wal';
  return isRead && after?.call === 'pwrite64' && after.file === 'withings2mqtt.db';
}

/**
 * From now on the disk under the data folder is full for this process.
 *
 * @returns makes room again
 */
export async function fillDisk(pid: number, dataDir: string): Promise<() => Promise<void>> {
  const faults = GROWING.flatMap((name) => ['-e', `inject=${name}:error=ENOSPC`]);
  const args = ['-p', String(pid), '-o', '/dev/null', '-e', `trace=${GROWING.join(',')}`, ...faults, ...paths(dataDir)];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => strace.once('close', () => resolve()));
  const free = async () => {
    // It lets go of what it has not started.
    strace.kill('SIGTERM');
    await ended;
  };
  onTestFinished(free);
  await new Promise<void>((resolve, reject) => {
    strace.stderr.on('data', (chunk) => {
      if (String(chunk).includes('attached')) resolve();
      else reject(new Error(String(chunk)));
    });
  });
  return free;
}

function straceArguments(dir: string, log: string): string[] {
  // Not --seccomp-bpf: with it, a signal comes too late for the call.
  const what = ['-e', `trace=${CALLS.join(',')}`, ...paths(join(dir, 'data'))];
  return ['strace', '-f', '-qq', '-y', '-s', '0', '-o', log, ...what];
}

function paths(dataDir: string): string[] {
  const files = ['lock', ...OF_SQLITE, ...OF_0_1_0].map((name) => join(dataDir, name));
  return [dataDir, ...files].flatMap((path) => ['-P', path]);
}

/** It counts the calls of each name by themselves. */
function injections({ kind, at }: Fault, calm: readonly Operation[]): string[] {
  const countOf = (name: string) => calm.slice(0, at).filter(({ call }) => call === name).length + 1;
  const { call } = calm[at]!;
  if (kind === 'ENOSPC') return GROWING.flatMap((name) => ['-e', `inject=${name}:error=ENOSPC:when=${countOf(name)}+`]);
  const what = kind === 'SIGKILL' ? 'signal=SIGKILL' : `error=${kind}`;
  return ['-e', `inject=${call}:${what}:when=${countOf(call)}`];
}

/** Those of the main thread, which makes all of them. */
function operationsIn(lines: readonly string[], data: string): Operation[] {
  const [main] = lines[0]!.split(' ');
  return lines.flatMap((line) => {
    const [, thread, call] = line.match(/^(\d+) +(\w+)\(/) ?? [];
    if (call === undefined || thread !== main) return [];
    const [, file = '.'] = line.slice(line.indexOf(data) + data.length).match(/^\/([^">]+)/) ?? [];
    return [{ call, file }];
  });
}

async function endOf(program: Program, fault: Fault | undefined): Promise<number | null> {
  let late = false;
  // It ends what it traces, too.
  const timer = setTimeout(() => {
    late = true;
    program.process.kill('SIGTERM');
  }, LONGEST_MILLISECONDS);
  const exit = await program.exit;
  clearTimeout(timer);
  if (late) throw new Error(`does not end after ${fault?.kind} at ${fault?.at}: ${program.output()}`);
  return exit;
}
