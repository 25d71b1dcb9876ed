import type { TestContext } from 'vitest';

/** What a program prints, for those who wait for it. */
export interface Printed {
  /** There is more of it. */
  look(): void;
  /** Resolves with the match as soon as the output fits, from this position on. */
  prints(pattern: RegExp, from?: number): Promise<RegExpMatchArray>;
  /** A test that takes too long says by itself nothing of what had not come. */
  tellIfFailed(context: TestContext): void;
}

const LAST_CHARACTERS = 2000;

/** @param name of the program, as messages have it */
export function printed(name: string, output: () => string, exit: Promise<number | null>): Printed {
  const waiting = new Map<() => void, RegExp>();
  return {
    look() {
      for (const watcher of [...waiting.keys()]) watcher();
    },
    prints(pattern, from = 0) {
      return new Promise((resolve, reject) => {
        const watcher = () => {
          const match = output().slice(from).match(pattern);
          if (!match) return;
          waiting.delete(watcher);
          resolve(match);
        };
        waiting.set(watcher, pattern);
        watcher();
        void exit.then((code) => reject(new Error(`${name} exited with ${code} before ${pattern}:\n${output()}`)));
      });
    },
    tellIfFailed({ task }) {
      if (task.result?.state !== 'fail') return;
      const last = output().slice(-LAST_CHARACTERS);
      for (const pattern of waiting.values()) console.error(`${name} has not printed ${pattern}; its last: ${last}`);
    },
  };
}
