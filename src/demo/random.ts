/** Pseudo-random numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to, but not, 1. */
  next(): number;
  /** Around a mean; almost all within three times the spread. */
  around(mean: number, spread: number): number;
  /** True this often: 0.2 is one time in five. */
  chance(share: number): boolean;
}

/** A linear congruential generator with a mixed output: good enough for invented data, not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    // The sum of four even numbers is close to a bell curve, with a spread of 1/sqrt(3).
    around: (mean, spread) => mean + (next() + next() + next() + next() - 2) * Math.sqrt(3) * spread,
    chance: (share) => next() < share,
  };
}
