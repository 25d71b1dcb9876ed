import type { Reading } from '../metrics/reading.js';

/** All of time, for an answer that is the whole history. */
export const EVER = { from: 0, to: Number.MAX_SAFE_INTEGER } as const;

/** The readings that say something: what was not measured is not kept. */
export function valued(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ value }) => value !== null);
}
