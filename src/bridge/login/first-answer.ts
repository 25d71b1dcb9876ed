/** Takes the first answer, however many come. */
export interface FirstAnswer<Answer> {
  /** Every call gives what the first one led to, also while that is still under way. */
  take(answer: Answer): Promise<string>;
  /** Settles as the first answer does. */
  readonly outcome: Promise<string>;
}

/** @param use what is done with the answer; a code works once, so it is called once */
export function firstAnswer<Answer>(use: (answer: Answer) => Promise<string>): FirstAnswer<Answer> {
  let settle!: (result: Promise<string>) => void;
  const outcome = new Promise<string>((resolve) => {
    settle = resolve;
  });
  let first: Promise<string> | undefined;
  return {
    outcome,
    take(answer) {
      if (!first) {
        first = use(answer);
        settle(first);
      }
      return first;
    },
  };
}
