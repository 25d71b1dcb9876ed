import { addDays, HOUR_SECONDS, hourOf, midnightOf } from '../feeds/day.js';

/** The last whole UTC hour of a day; in zones of half hours it ends before midnight. */
export function lastHourOf(date: string, zone: string): number {
  return hourOf(midnightOf(addDays(date, 1), zone) - HOUR_SECONDS);
}
