import { DAY_SECONDS } from './day.js';

/** Something new: a measure group or a record. Times are seconds since 1970. */
export interface Arrival {
  readonly takenAt: number;
  readonly createdAt: number;
}

const OLD_SECONDS = 2 * DAY_SECONDS;
/** More at once nobody measures: it is a file that was uploaded, or another app's past. */
export const MOST_AT_ONCE = 20;

/**
 * Of what is new, that which somebody should be told of; the rest is an upload of old data.
 *
 * @param newestKnown when the newest was taken that was known before; undefined where there was none: then the time
 * at which the newest was made stands in, which is the cloud's own
 */
export function newsOf<T extends Arrival>(arrivals: readonly T[], newestKnown: number | undefined): readonly T[] {
  const newest = newestKnown ?? Math.max(...arrivals.map(({ createdAt }) => createdAt));
  const recent = arrivals.filter(({ takenAt }) => takenAt >= newest - OLD_SECONDS);
  const counted = newestKnown === undefined ? arrivals : recent;
  return counted.length > MOST_AT_ONCE ? [] : recent;
}

/** The newest of some times, without what a wrong clock has put into the future; undefined without any. */
export function newestTaken(times: readonly number[], now: number): number | undefined {
  const past = times.filter((time) => time <= now + DAY_SECONDS);
  return past.length > 0 ? Math.max(...past) : undefined;
}
