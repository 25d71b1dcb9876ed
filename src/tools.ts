import { setTimeout as pause } from 'node:timers/promises';

/** What the bridge leans on that is not the same twice; tests hand in their own. */
export interface Tools {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Rejects when one of the signals is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export const systemTools: Tools = {
  clock: Date.now,
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }),
  random: Math.random,
};

/** An error in words; anything can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Resolves when the signal is aborted, at once if it is so now. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** True if the promise resolves within so many milliseconds; false if it takes longer or rejects. */
export async function resolvesWithin(
  { sleep }: Tools,
  milliseconds: number,
  promise: Promise<unknown>,
): Promise<boolean> {
  const done = new AbortController();
  const resolved = promise.then(
    () => true,
    () => false,
  );
  const late = sleep(milliseconds, done.signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([resolved, late]);
  } finally {
    done.abort();
  }
}

/**
 * Something that is done a while after it was first asked for, however often it is asked for until then.
 *
 * @param sleep rejects when everything stops: then it is not done any more
 */
export function debounce(
  milliseconds: number,
  sleep: (milliseconds: number) => Promise<void>,
  work: () => Promise<void>,
): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const slept = sleep(milliseconds).finally(() => {
      waiting = false;
    });
    slept.then(work).catch(() => {});
  };
}
