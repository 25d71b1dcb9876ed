/**
 * Whether the silence of other bridges means anything. When the database was away for all, or its clock was set, everybody
 * looks silent; whoever comes back first is not to take the others for dead.
 */
export interface Steadiness {
  /**
   * A sign of this bridge was taken.
   *
   * @param at milliseconds on its stopwatch
   * @param ahead how far the database's clock is ahead of that
   * @returns whether it has been steady for long enough to judge others
   */
  signed(at: number, ahead: number): boolean;
}

/** Milliseconds. */
export interface SteadyTimes {
  /**
   * Signs that are further apart are no longer steady. Others may have lost as much, and what lies around that: up to two
   * seconds before, and up to five until their next try. All of it must stay below the time after which they are dead.
   */
  readonly gap: number;
  /** Nor are those between which the two clocks came apart by so much; it leaves room for answers that take their time. */
  readonly step: number;
  /** From then on the others are given so long for a sign of theirs: longer than any of their tries takes. */
  readonly patience: number;
}

export const STEADY_TIMES: SteadyTimes = { gap: 5000, step: 4000, patience: 8000 };

export function createSteadiness({ gap, step, patience }: SteadyTimes = STEADY_TIMES): Steadiness {
  let last: { readonly at: number; readonly ahead: number } | undefined;
  let since = 0;
  return {
    signed(at, ahead) {
      const goesOn = last !== undefined && at - last.at < gap && Math.abs(ahead - last.ahead) < step;
      if (!goesOn) since = at;
      last = { at, ahead };
      return at - since >= patience;
    },
  };
}
