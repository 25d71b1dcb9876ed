import type { Random } from './random.js';

/** How far back the invented data go. */
export const DAYS = 730;

const DAY = 86_400;
/** The last weigh-in, so long before now. */
const LAST_WEIGH_IN = 40 * 60;

/** Seconds since the epoch of an hour (UTC, may be broken) so many days ago; 0 is today. */
export function timeOf(now: number, daysAgo: number, hour: number): number {
  const midnight = Math.floor(now / 1000 / DAY) * DAY;
  return Math.round(midnight - daysAgo * DAY + hour * 3600);
}

/** The times of weigh-ins, oldest first: mornings, some left out, a holiday, and one shortly before now. */
export function mornings(now: number, random: Random, leftOut: number) {
  const days = Array.from({ length: DAYS }, (_, index) => DAYS - index);
  const past = days
    .map((daysAgo) => ({ daysAgo, date: timeOf(now, daysAgo, random.around(5.6, 0.4)), skip: random.chance(leftOut) }))
    .filter(({ daysAgo, skip }) => !skip && (daysAgo < 120 || daysAgo > 134));
  const last = { daysAgo: 0, date: Math.floor(now / 1000) - LAST_WEIGH_IN };
  return [...past, last].map(({ daysAgo, date }, index) => ({ daysAgo, date, index }));
}
