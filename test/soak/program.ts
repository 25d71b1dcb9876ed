import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { OpenSocket } from './traffic.mjs';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const VIRTUAL_TIME = new URL('./virtual-time.mjs', import.meta.url).href;

/** What time it is for a program, in milliseconds: on a clock that only runs, and on the one that people set. */
export interface Times {
  readonly uptime: number;
  readonly wall: number;
}

/** A program that has come to rest. */
export interface Idle {
  /** Grows with everything that its sockets carry. */
  readonly traffic: number;
  /** Only when it was looked at. */
  readonly open?: readonly OpenSocket[];
  /** Uptime at which its next timer fires; null without one. */
  readonly next: number | null;
}

export interface Measured {
  /** Bytes that are used after a garbage collection. */
  readonly heap: number;
  /** Open handles by kind. */
  readonly open: Readonly<Record<string, number>>;
  /** Open file descriptors. */
  readonly files: number;
  readonly timers: number;
}

/** The built program as a process whose clock the test moves. */
export interface Program {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  ended(): boolean;
  /** Lines of standard error, in order. */
  readonly lines: readonly string[];
  /** Lets the timers fire that are due, and resolves at rest; undefined when the process has ended. */
  go(times: Times): Promise<Idle | undefined>;
  look(): Promise<Idle | undefined>;
  measure(): Promise<Measured>;
  /** Resolves with the first line that matches; rejects when the process ends before. */
  prints(pattern: RegExp): Promise<string>;
}

export function startProgram(args: readonly string[], times: Times, seed: number): Program {
  const child = spawn(process.execPath, ['--expose-gc', '--import', VIRTUAL_TIME, MAIN, ...args], {
    env: { PATH: process.env.PATH ?? '', SOAK_TIME: JSON.stringify(times), SOAK_RANDOM: String(seed) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  const watchers: (() => void)[] = [];
  let ended = false;
  const wake = () => {
    for (const watcher of watchers.splice(0)) watcher();
  };
  const output = createInterface({ input: child.stderr! });
  output.on('line', (line) => {
    lines.push(line);
    wake();
  });
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      resolve(code);
      wake();
    });
  });

  function ask<Answer>(message: object): Promise<Answer | undefined> {
    if (ended || !child.connected) return Promise.resolve(undefined);
    const answer = new Promise<Answer>((resolve) => child.once('message', (reply: Answer) => resolve(reply)));
    child.send(message, () => {});
    return Promise.race([answer, exit.then(() => undefined)]);
  }

  return {
    process: child,
    exit,
    lines,
    ended: () => ended,
    go: async (time) => (await ask<{ idle: Idle }>({ time }))?.idle,
    look: async () => (await ask<{ idle: Idle }>({ look: true }))?.idle,
    async measure() {
      const answer = await ask<{ measured: Measured }>({ measure: true });
      if (!answer) throw new Error(`it has ended:\n${lines.join('\n')}`);
      return answer.measured;
    },
    async prints(pattern) {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (ended) throw new Error(`it ended before ${pattern}:\n${lines.join('\n')}`);
        await new Promise<void>((resolve) => watchers.push(resolve));
      }
    },
  };
}
