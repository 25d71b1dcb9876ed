import { createWaiting, type Waiting } from '../waiting.js';

/** What a program prints, for those who wait for it. */
export interface Printed extends Pick<Waiting, 'look' | 'tellIfFailed'> {
  /** Resolves with the match as soon as the output fits, from this position on. Rejects when the program ends first. */
  prints(pattern: RegExp, from?: number): Promise<RegExpMatchArray>;
}

/** @param name of the program, as messages have it */
export function printed(name: string, output: () => string, exit: Promise<number | null>): Printed {
  const { look, until, tellIfFailed } = createWaiting(name, output);
  return {
    ...{ look, tellIfFailed },
    prints(pattern, from = 0) {
      const ended = exit.then((code) => {
        throw new Error(`${name} exited with ${code} before ${pattern}:\n${output()}`);
      });
      return Promise.race([until(String(pattern), () => output().slice(from).match(pattern) ?? undefined), ended]);
    },
  };
}
