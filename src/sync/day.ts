import { DateTime } from 'luxon';
import type { Day } from '../metrics/decode/activity.js';

/** The day it is in a zone (IANA name; UTC if it is not known here). `now` in seconds since 1970. */
export function dayAt(now: number, zone: string | undefined): Day {
  const midnight = local(now, zone).startOf('day');
  return { date: midnight.toISODate()!, midnight: Math.floor(midnight.toSeconds()) };
}

/** The next midnight in a zone, seconds since 1970; days of 23 and 25 hours are as long as they are. */
export function nextMidnight(now: number, zone: string | undefined): number {
  return Math.floor(local(now, zone).plus({ days: 1 }).startOf('day').toSeconds());
}

/** The day so many days before or after one, as `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate()!;
}

/** The midnight with which a day begins in a zone, seconds since 1970. */
export function midnightOf(date: string, zone: string | undefined): number {
  const day = DateTime.fromISO(date, { zone: zone ?? 'utc' });
  return Math.floor((day.isValid ? day : DateTime.fromISO(date, { zone: 'utc' })).startOf('day').toSeconds());
}

function local(now: number, zone: string | undefined): DateTime<true> {
  const time = DateTime.fromSeconds(now, { zone: zone ?? 'utc' });
  return time.isValid ? time : (DateTime.fromSeconds(now, { zone: 'utc' }) as DateTime<true>);
}
