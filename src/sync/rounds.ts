/**
 * What a round fetches: everything, what is due, or only what has not come in since the start: with no cloud, no DNS or
 * no route then, nobody waits a whole interval for the next try.
 */
export type RoundKind = 'everything' | 'due' | 'missing';

export interface RoundsOptions {
  /** One round; never rejects. */
  readonly round: (kind: RoundKind) => Promise<void>;
  /** Something has not come in since the start, and may well do so soon. */
  readonly isMissing: () => boolean;
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
/** Doubled each time, up to the interval. */
const FIRST_RETRY_MILLISECONDS = 15_000;

/** The rhythm of the sync: a round, a wait, and a round in between when somebody asks for one. */
export function createRounds(options: RoundsOptions): Rounds {
  let asked: (() => void)[] = [];
  let wake = new AbortController();
  let kind: RoundKind = 'everything';
  let retries = 0;
  /** The next round of what is due, `span` after the last one. */
  let regular = { at: 0, span: 0 };

  async function run(): Promise<void> {
    while (!options.signal.aborted) {
      const answered = asked;
      asked = [];
      wake = new AbortController();
      if (answered.length > 0) kind = 'everything';
      const started = options.clock();
      await options.round(kind);
      for (const done of answered) done();
      if (options.signal.aborted) return;
      if (kind !== 'missing') {
        const span = jittered(options.interval());
        regular = { at: started + span, span };
      }
      if (asked.length === 0) await pause();
    }
  }

  async function pause(): Promise<void> {
    const now = options.clock();
    const untilRegular = wait(regular.at - now);
    regular = { ...regular, at: now + untilRegular };
    const untilRetry = options.isMissing() ? jittered(FIRST_RETRY_MILLISECONDS * 2 ** retries) : untilRegular;
    kind = untilRetry < untilRegular ? 'missing' : 'due';
    if (kind === 'missing') retries += 1;
    const next = Math.min(untilRetry, untilRegular);
    options.onNext(now + next);
    await options.sleep(next, wake.signal).catch(() => {});
  }

  /** A clock that jumped must not turn into a wait of years, or into none again and again. */
  function wait(left: number): number {
    const { span } = regular;
    if (left > 0 && left <= span) return left;
    // What was missing took its time; what is due must not wait for another interval.
    return kind === 'missing' && left <= 0 && left > -span ? 0 : span;
  }

  function jittered(milliseconds: number): number {
    return milliseconds * (1 + JITTER * (options.random() - 0.5));
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
