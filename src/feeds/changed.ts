import type { Reading } from '../metrics/reading.js';

/**
 * Of a snapshot, the readings that say something new: another value, or a value where there was none. A value that
 * stays keeps the time at which it was first seen.
 */
export function changed(
  before: Readonly<Record<string, Reading>>,
  readings: readonly Reading[],
): Record<string, Reading> {
  const news = readings.filter(({ metric, value }) => {
    const old = before[metric];
    return old === undefined ? value !== null : old.value !== value;
  });
  return Object.fromEntries(news.map((reading) => [reading.metric, reading]));
}
