/** Work that is done one after the other, in the order in which it was handed in. */
export interface Turns {
  /** Runs it when all that was handed in before has ended, however that went. */
  take<T>(work: () => T | Promise<T>): Promise<T>;
  /** Resolves when all of it has ended, with what has been handed in meanwhile. */
  done(): Promise<void>;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      const mine = last.then(work);
      last = mine.catch(() => {});
      return mine;
    },
    async done() {
      for (let end: Promise<unknown> | undefined; end !== last; ) {
        end = last;
        await end;
      }
    },
  };
}
