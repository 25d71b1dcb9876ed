/** Whether the rounds still go on: a process whose rounds hang answers, and does nothing. */
export interface Liveness {
  /** The next round begins after so many milliseconds. */
  expect(milliseconds: number): void;
  /** False when one is overdue by far. */
  alive(): boolean;
}

/**
 * Longer than any round that goes its way, with Withings telling a feed three times to wait for an hour: who takes this
 * bridge for dead starts it anew, which heals nothing and costs calls.
 */
const LATE_MILLISECONDS = 4 * 3_600_000;

/** @param clock milliseconds; default: the process's own, since the time of day may jump when the network comes up */
export function createLiveness(clock: () => number = () => performance.now()): Liveness {
  let due = clock();
  return {
    expect(milliseconds) {
      due = clock() + milliseconds;
    },
    alive: () => clock() - due < LATE_MILLISECONDS,
  };
}
