/**
 * How much of the silence of other bridges says nothing of them. Where the database was away for all, or its clock was set,
 * everybody looks silent, and whoever comes back first is not to take the others for dead.
 */
export interface LostTime {
  /**
   * A sign of this bridge was taken.
   *
   * @param at milliseconds on its stopwatch
   * @param ahead how far the database's clock is ahead of that
   * @returns milliseconds by which others may have been silent for longer; undefined where nothing can be said of them yet
   */
  signed(at: number, ahead: number): number | undefined;
}

/** Milliseconds. */
export interface LostTimes {
  /** Between two signs. */
  readonly between: number;
  /** Without a sign for so long, a bridge is dead: what was lost before that shows in nobody's silence any more. */
  readonly dead: number;
  /** One that has just come does not know what was lost before: it gives others longer than any of their tries takes. */
  readonly patience: number;
}

/** Answers take their time, and timers come late: of those that live nobody is silent for so much longer than that. */
const TOLERATED = 2500;

export function createLostTime({ between, dead, patience }: LostTimes): LostTime {
  let first: number | undefined;
  let last: { readonly at: number; readonly ahead: number } | undefined;
  let losses: readonly { readonly at: number; readonly lost: number }[] = [];
  return {
    signed(at, ahead) {
      first ??= at;
      const late = last ? Math.max(0, at - last.at - between) : 0;
      // By a clock that leapt, everybody has been silent for so long; also by one that went on while this process did not.
      const leapt = last ? Math.max(0, ahead - last.ahead) : 0;
      const lost = late + leapt;
      last = { at, ahead };
      losses = losses.filter((loss) => at - loss.at < dead);
      if (lost > TOLERATED) losses = [...losses, { at, lost }];
      return at - first < patience ? undefined : losses.reduce((sum, loss) => sum + loss.lost, 0);
    },
  };
}
