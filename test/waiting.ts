import type { TestContext } from 'vitest';

/** Those who wait for something to come. A test that takes too long says by itself nothing of what has not come. */
export interface Waiting {
  /** There is something new. */
  look(): void;
  /** Resolves with what is found as soon as there is something. @param what it is, for whoever reads that it never came */
  until<T>(what: string, find: () => T | undefined): Promise<T>;
  /** To be called when a test has ended. */
  tellIfFailed(context: TestContext): void;
}

const LAST_CHARACTERS = 2000;

/** @param last what came, the newest at the end */
export function createWaiting(who: string, last: () => string): Waiting {
  const waiting = new Map<() => void, string>();
  return {
    look() {
      for (const watcher of [...waiting.keys()]) watcher();
    },
    until<T>(what: string, find: () => T | undefined) {
      return new Promise<T>((resolve) => {
        const watcher = () => {
          const found = find();
          if (found === undefined) return;
          waiting.delete(watcher);
          resolve(found);
        };
        waiting.set(watcher, what);
        watcher();
      });
    },
    tellIfFailed({ task }) {
      if (task.result?.state !== 'fail') return;
      for (const what of waiting.values())
        console.error(`${who}: still waits for ${what}; the last of it:\n${last().slice(-LAST_CHARACTERS)}`);
    },
  };
}
