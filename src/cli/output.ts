import { once } from 'node:events';

/** Standard output and standard error of a command, whoever reads them and how slowly. */
export interface Output {
  /** Aborted when nobody reads standard output any more: `| head -1`. */
  readonly closed: AbortSignal;
  /** Resolves when all that was said has been taken, or half a second after the stop. */
  taken(stop: AbortSignal): Promise<Taken>;
}

/** Whether standard output was taken whole, as far as anybody wanted it. */
export type Taken = 'whole' | 'cut' | { readonly failure: string };

interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** A reader that takes nothing must not hold a stop up; one that does has time enough for the last lines. */
const LAST_WORDS_MILLISECONDS = 500;

/** A line of what a command has to say. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Any length of text, as fast as whoever reads it takes it. */
export async function printWhole(text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal });
}

export function watchOutput({ stdout, stderr }: Streams): Output {
  const closed = new AbortController();
  let failure: string | undefined;
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') failure ??= code ?? message;
    closed.abort();
  });
  // There is nowhere left to say it, and a log that nobody reads must not stop the bridge.
  stderr.on('error', () => {});

  return {
    closed: closed.signal,
    async taken(stop) {
      let whole = false;
      const all = flushed(stdout).then(() => {
        whole = true;
        return flushed(stderr);
      });
      await Promise.race([all, soonAfter(stop)]);
      if (failure !== undefined) return { failure: `cannot write to standard output: ${failure}` };
      return whole ? 'whole' : 'cut';
    },
  };
}

function flushed(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

function soonAfter(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wait = () => setTimeout(resolve, LAST_WORDS_MILLISECONDS).unref();
    if (stop.aborted) wait();
    else stop.addEventListener('abort', wait, { once: true });
  });
}
