/** Work that is done one after the other, in the order in which it came. */
export interface WorkLine {
  /** Resolves when this one is done. */
  add(work: () => void | Promise<void>): Promise<void>;
  /** Resolves when all of it is done, with what has been added in the meantime. */
  done(): Promise<void>;
}

export function createWorkLine(): WorkLine {
  let last: Promise<void> = Promise.resolve();
  return {
    add(work) {
      last = last.then(work);
      return last;
    },
    async done() {
      for (let end: Promise<void> | undefined; end !== last; ) {
        end = last;
        await end;
      }
    },
  };
}
