export interface RoundsOptions {
  /** One round over all accounts; never rejects. */
  readonly round: (everything: boolean) => Promise<void>;
  /** Milliseconds between the starts of two rounds, asked anew for each. */
  readonly interval: () => number;
  readonly clock: () => number;
  /** Resolves early, without an error, when `wake` is aborted; rejects when everything stops. */
  readonly sleep: (milliseconds: number, wake: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told before each wait when the next round begins, milliseconds since 1970. */
  readonly onNext: (time: number) => void;
}

export interface Rounds {
  /** Runs until the signal is aborted. */
  run(): Promise<void>;
  /** A round of everything now, or right after the one that is under way. Resolves when it is done. */
  request(): Promise<void>;
}

/** Up to a twentieth earlier or later, so that a thousand bridges do not call in step. */
const JITTER = 0.1;

/** The rhythm of the sync: a round, a wait, and a round in between when somebody asks for one. */
export function createRounds(options: RoundsOptions): Rounds {
  let asked: (() => void)[] = [];
  let wake = new AbortController();

  async function run(): Promise<void> {
    let everything = true;
    while (!options.signal.aborted) {
      const answered = asked;
      asked = [];
      wake = new AbortController();
      const started = options.clock();
      await options.round(everything || answered.length > 0);
      for (const done of answered) done();
      if (options.signal.aborted) return;
      everything = false;
      if (asked.length === 0) await pause(started);
    }
  }

  async function pause(started: number): Promise<void> {
    const interval = options.interval() * (1 + JITTER * (options.random() - 0.5));
    const elapsed = options.clock() - started;
    // A clock that jumped must not turn into a wait of years, or into none.
    const wait = elapsed >= 0 && elapsed < interval ? interval - elapsed : interval;
    options.onNext(options.clock() + wait);
    await options.sleep(wait, wake.signal).catch(() => {});
  }

  return {
    run,
    request() {
      return new Promise((resolve) => {
        asked.push(resolve);
        wake.abort();
      });
    },
  };
}
