import { createRandom } from '../crash/random.js';

/** Everything that a soak leaves to chance; the same for the same seed. */
export interface Chance {
  /** From `low` up to `high`. */
  between(low: number, high: number): number;
  /** The same, whole. */
  whole(low: number, high: number): number;
  happens(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

export function createChance(seed: number): Chance {
  const random = createRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  return {
    between,
    whole,
    happens: (probability) => random() < probability,
    pick: (items) => items[whole(0, items.length - 1)]!,
  };
}
