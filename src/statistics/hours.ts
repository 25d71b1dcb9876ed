import { addDays, HOUR_SECONDS, hourOf, midnightOf } from '../feeds/day.js';

/** Seconds that every day has: it is one on which the clocks are set forward. */
export const SHORTEST_DAY = 23 * HOUR_SECONDS;

/** The last whole UTC hour of a day; in zones of half hours it ends before midnight. */
export function lastHourOf(date: string, zone: string): number {
  return hourOf(midnightOf(addDays(date, 1), zone) - HOUR_SECONDS);
}
