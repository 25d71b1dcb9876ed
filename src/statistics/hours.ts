import { addDays, midnightOf } from '../feeds/day.js';

export const HOUR_SECONDS = 3600;

/** The UTC hour in which a time lies, as Home Assistant counts hours whatever the zone. */
export function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_SECONDS) * HOUR_SECONDS;
}

/** The last whole UTC hour of a day; in zones of half hours it ends before midnight. */
export function lastHourOf(date: string, zone: string): number {
  return hourOf(midnightOf(addDays(date, 1), zone) - HOUR_SECONDS);
}
