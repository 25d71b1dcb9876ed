import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { MAIN } from './world.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Piped {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Runs the built program with its output in a pipe whose reader decides how it reads: nothing is read that it does not
 * ask for.
 */
export function piped(args: readonly string[], read: (child: ChildProcess) => Promise<string>): Piped {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exit = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const ended = Promise.all([exit, read(child)]).then(([end, stdout]) => ({ ...end, stdout, stderr }));
  return { process: child, ended };
}

/** Takes a little, waits a little, and so on to the end. */
export async function slowly(child: ChildProcess): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of child.stdout!) {
    parts.push(part as Buffer);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return Buffer.concat(parts).toString();
}

/** Takes the first line and hangs up, as `head -1` does. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of child.stdout!) {
    text += String(part);
    if (text.includes('\n')) break;
  }
  child.stdout!.destroy();
  return text.split('\n')[0]!;
}

/** Waits for the first bytes, and then takes no more. */
export async function noMore(child: ChildProcess): Promise<string> {
  await once(child.stdout!, 'readable');
  return '';
}
