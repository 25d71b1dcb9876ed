export interface AnswersOptions {
  /** Milliseconds. */
  readonly clock: () => number;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** An answer has not come in time. @param what it was to */
  readonly onMissing: (what: string) => void;
}

/** Notes that the broker owes an answer; to be called back when it has come. */
export type Owed = (what: string) => () => void;

export const ANSWER_MILLISECONDS = 30_000;

/**
 * Notices an acknowledgement that never comes. A broker answers in order, so that the oldest one counts, from the moment
 * at which it became the oldest: one that is slow with many messages is not taken for one that has lost a message.
 */
export function watchAnswers({ clock, sleep, onMissing }: AnswersOptions): Owed {
  const open = new Set<{ readonly what: string }>();
  let oldestSince = 0;
  let watching = false;
  const oldest = () => open.values().next().value;

  async function watch(): Promise<void> {
    for (let first = oldest(); first; first = oldest()) {
      await sleep(Math.max(0, oldestSince + ANSWER_MILLISECONDS - clock()));
      if (oldest() !== first) continue;
      onMissing(first.what);
      return;
    }
  }

  return (what) => {
    const owed = { what };
    if (open.size === 0) oldestSince = clock();
    open.add(owed);
    if (!watching) {
      watching = true;
      const ended = () => {
        watching = false;
      };
      watch().then(ended, ended);
    }
    return () => {
      if (oldest() === owed) oldestSince = clock();
      open.delete(owed);
    };
  };
}
