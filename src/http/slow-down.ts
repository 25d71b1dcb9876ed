/** Makes whoever guesses a secret wait, by address, and nobody else as long as there are few of them. */
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
/** Addresses that are remembered. Those that come when there are so many wait together: guesses have a ceiling. */
const MOST_ADDRESSES = 1000;
const ALL_OTHERS = 'all others';

interface Tries {
  readonly wrong: number;
  readonly last: number;
}

/** A second after the first wrong one, and twice as long after each further one, up to a minute. */
export function createSlowDown(clock: () => number): SlowDown {
  /** In the order of their last try. */
  const tries = new Map<string, Tries>();

  /** By what an address is counted. */
  function counted(address: string): string {
    for (const [known, { last }] of tries) {
      if (clock() - last < FORGET_MILLISECONDS) break;
      tries.delete(known);
    }
    return tries.has(address) || tries.size < MOST_ADDRESSES ? address : ALL_OTHERS;
  }

  return {
    wait(address) {
      const known = tries.get(counted(address));
      if (!known) return 0;
      const pause = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (known.wrong - 1));
      // A clock that was set back must not hold anybody up for longer than that.
      return Math.max(0, Math.min(pause, known.last + pause - clock()));
    },
    wrong(address) {
      const key = counted(address);
      const wrong = (tries.get(key)?.wrong ?? 0) + 1;
      tries.delete(key);
      tries.set(key, { wrong, last: clock() });
    },
    right: (address) => void tries.delete(address),
  };
}
