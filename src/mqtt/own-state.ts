export interface OwnStateOptions {
  /** Says `online` again. */
  readonly sayAgain: () => void;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const SECOND_MILLISECONDS = 1000;
const LONGEST_MILLISECONDS = 60_000;

/**
 * Sees to it that a bridge which is up is not shown as gone: the last will of a connection that hung may come late, and
 * anybody may write there. To be called whenever somebody says `offline`. The first time is answered at once, the next
 * ones after growing waits, so that one who answers back does not get an endless row; a quiet minute makes it new.
 */
export function createOwnState({ sayAgain, sleep }: OwnStateOptions): () => void {
  let wait = 0;
  let waiting = false;
  let times = 0;

  return () => {
    times += 1;
    const time = times;
    const calm = () => {
      if (times === time) wait = 0;
    };
    sleep(LONGEST_MILLISECONDS).then(calm, () => {});
    if (waiting) return;
    waiting = true;
    const answer = () => {
      waiting = false;
      sayAgain();
    };
    if (wait === 0) answer();
    else sleep(wait).then(answer, () => {});
    wait = Math.min(LONGEST_MILLISECONDS, Math.max(SECOND_MILLISECONDS, wait * 2));
  };
}
