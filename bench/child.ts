import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A Node process that belongs to a benchmark. Its failure is the benchmark's: nobody waits for one that has ended. */
export interface Child {
  readonly pid: number;
  /** Its first line on standard output. */
  firstLine(): Promise<string>;
  /** All of standard output, when it has ended. Rejects unless it ends by itself with code 0. */
  output(): Promise<string>;
  /** The promise's outcome; rejects as soon as the process ends before. */
  whileAlive<T>(promise: Promise<T>): Promise<T>;
  /** Ends it with SIGTERM; resolves when it is gone. Rejects if it had ended before, or ends with another code than 0. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** Of Node itself. */
  readonly node?: readonly string[];
  /** What it gets on standard input. */
  readonly input?: string;
}

/** A program beside this file, such as `broker.js`. */
export const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export function startChild(file: string, args: readonly string[] = [], { node = [], input }: ChildOptions = {}): Child {
  const child = spawn(process.execPath, [...node, file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  // A letter may come in two parts.
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  // A process that has ended does not read what it is given: its exit code says more.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const closed = ended(child);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  void closed.then(() => process.off('exit', kill));
  const failure = (how: string) => new Error(`${[file, ...args].join(' ')} ${how}\n${stderr}`);
  const whileAlive = <T>(promise: Promise<T>): Promise<T> => {
    const gone = closed.then((how) => Promise.reject(failure(`ended too early, with ${how}`)));
    return Promise.race([promise, gone]);
  };
  return {
    pid: child.pid ?? 0,
    whileAlive,
    firstLine() {
      const line = new Promise<string>((resolve) => {
        const look = () => stdout.includes('\n') && resolve(stdout.slice(0, stdout.indexOf('\n')));
        child.stdout.on('data', look);
        look();
      });
      return whileAlive(line);
    },
    async output() {
      const how = await closed;
      if (how !== 0) throw failure(`ended with ${how}`);
      return stdout;
    },
    async stop() {
      if (!child.kill('SIGTERM')) throw failure(`had ended already, with ${await closed}`);
      const how = await closed;
      if (how !== 0 && how !== 'SIGTERM') throw failure(`ended with ${how}`);
    },
  };
}

/** The exit code, or the signal, or what kept it from starting. */
function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'));
  });
}
