import type { DateTime } from 'luxon';
import type { Day } from '../metrics/decode/activity.js';
import { localDay, localTime } from '../withings/local-time.js';

/** Of a day without a change of the clocks. */
export const DAY_SECONDS = 86_400;

export const HOUR_SECONDS = 3600;

/** The UTC hour in which a time lies, as Home Assistant counts hours whatever the zone. Seconds since 1970. */
export function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_SECONDS) * HOUR_SECONDS;
}

/** The first of these IANA names that is known here, or UTC. */
export function knownZone(...zones: readonly (string | undefined)[]): string {
  return localTime(0, ...zones).zoneName ?? 'utc';
}

/** The day it is in a zone (IANA name; UTC if it is not known here). `now` in seconds since 1970. */
export function dayAt(now: number, zone: string | undefined): Day {
  const midnight = dayStart(localTime(now, zone));
  return { date: midnight.toISODate()!, midnight: Math.floor(midnight.toSeconds()) };
}

/** The next midnight in a zone, seconds since 1970; days of 23 and 25 hours are as long as they are. */
export function nextMidnight(now: number, zone: string | undefined): number {
  // Not a day after now: where the clocks go forward at 23:00, as in Greenland, that may be the day after the next one.
  return Math.floor(dayStart(dayStart(localTime(now, zone)).plus({ days: 1 })).toSeconds());
}

/** The day so many days before or after one, as `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_SECONDS * 1000).toISOString().slice(0, 10);
}

/** The midnight with which a day begins in a zone (the first of these that is known here), seconds since 1970. */
export function midnightOf(date: string, ...zones: readonly (string | undefined)[]): number {
  return Math.floor(dayStart(localDay(date, ...zones)).toSeconds());
}

/** Where the clocks are set back at one in the night, as on the Azores, midnight comes twice: a day begins with the first. */
function dayStart(time: DateTime): DateTime {
  const midnight = time.startOf('day');
  const before = midnight.minus(HOUR_SECONDS * 1000);
  return before.day === midnight.day ? before : midnight;
}
