import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { MAIN } from '../process/world.js';

/** One of several bridges: the built program, started anew whenever it has ended, as a process manager does. */
export interface Member {
  readonly name: string;
  /** Another one for each start. */
  run(): string;
  /** SIGKILL. @returns the id of the process that it ended */
  kill(): number;
  /** SIGSTOP. @returns the id of the process */
  freeze(): number;
  /** SIGCONT. */
  thaw(): void;
  /** Starts so far. */
  starts(): number;
  /** What all its runs have printed. */
  output(): string;
  /** Resident memory now, in bytes; undefined while it is not there. */
  memory(): number | undefined;
  /** Seconds of the processor that its runs have taken, as far as they were looked at. */
  cpuSeconds(): number;
  /** It is not started again. @param signal default: SIGTERM @returns its exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Of the process that runs now. */
  pid(): number | undefined;
}

export interface MemberOptions {
  readonly name: string;
  readonly config: string;
  /** A command that runs the one that follows it. */
  readonly within: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const RESTART_MILLISECONDS = 1000;
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
const LONGEST_OUTPUT = 4_000_000;

export function startMember({ name, config, within, env = {} }: MemberOptions): Member {
  let child: ChildProcess;
  let starts = 0;
  let stopped = false;
  let output = '';
  /** By run, what was last seen. */
  const cpu = new Map<string, number>();
  let ended: Promise<number | null>;

  const run = () => `${name}#${starts}`;
  const collect = (chunk: unknown) => {
    output = (output + String(chunk)).slice(-LONGEST_OUTPUT);
  };

  function start(): void {
    starts += 1;
    const mine = run();
    const [command = '', ...args] = [...within, process.execPath, MAIN, 'run', '-c', config];
    child = spawn(command, args, {
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, HOME: tmpdir(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    ended = new Promise((resolve) => child.once('close', resolve));
    void ended.then(async (code) => {
      collect(`--- ${mine} ended with ${code}\n`);
      await pause(RESTART_MILLISECONDS);
      if (!stopped) start();
    });
  }

  /** Fields of /proc/<pid>/stat behind the command's name. */
  function stat(): readonly string[] | undefined {
    try {
      const text = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
      return text.slice(text.lastIndexOf(')') + 2).split(' ');
    } catch {
      return undefined;
    }
  }

  function lookAtCpu(): void {
    const fields = stat();
    if (fields) cpu.set(run(), (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND);
  }

  start();
  onTestFinished(async () => {
    stopped = true;
    child.kill('SIGKILL');
    await ended;
  });

  return {
    name,
    run,
    kill() {
      lookAtCpu();
      child.kill('SIGKILL');
      return child.pid ?? 0;
    },
    freeze() {
      child.kill('SIGSTOP');
      return child.pid ?? 0;
    },
    thaw() {
      child.kill('SIGCONT');
    },
    starts: () => starts,
    output: () => output,
    memory() {
      const resident = stat()?.[21];
      return resident === undefined ? undefined : Number(resident) * PAGE_BYTES;
    },
    cpuSeconds() {
      lookAtCpu();
      return [...cpu.values()].reduce((sum, seconds) => sum + seconds, 0);
    },
    async stop(signal = 'SIGTERM') {
      stopped = true;
      child.kill(signal);
      return ended;
    },
    pid: () => child.pid,
  };
}
