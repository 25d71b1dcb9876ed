/** Makes whoever guesses a password wait, by address, and nobody else. */
export interface SlowDown {
  /** Milliseconds until this address may try again; 0 for now. */
  wait(address: string): number;
  wrong(address: string): void;
  right(address: string): void;
}

const FIRST_MILLISECONDS = 1000;
const LONGEST_MILLISECONDS = 60_000;
/** Whoever has not tried for so long begins anew. */
const FORGET_MILLISECONDS = 900_000;
/** Addresses that are remembered: of more than these the one goes that has not tried for longest. */
const MOST_ADDRESSES = 1000;

interface Tries {
  readonly wrong: number;
  readonly last: number;
}

/** A second after the first wrong one, and twice as long after each further one, up to a minute. */
export function createSlowDown(clock: () => number): SlowDown {
  /** In the order of their last try. */
  const tries = new Map<string, Tries>();

  function triesOf(address: string): Tries | undefined {
    const known = tries.get(address);
    if (known && clock() - known.last >= FORGET_MILLISECONDS) tries.delete(address);
    return tries.get(address);
  }

  return {
    wait(address) {
      const known = triesOf(address);
      if (!known) return 0;
      const pause = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (known.wrong - 1));
      // A clock that was set back must not hold anybody up for longer than that.
      return Math.max(0, Math.min(pause, known.last + pause - clock()));
    },
    wrong(address) {
      const wrong = (triesOf(address)?.wrong ?? 0) + 1;
      tries.delete(address);
      const [oldest] = tries.keys();
      if (tries.size >= MOST_ADDRESSES && oldest !== undefined) tries.delete(oldest);
      tries.set(address, { wrong, last: clock() });
    },
    right: (address) => void tries.delete(address),
  };
}
