import { DateTime } from 'luxon';

/** Nothing here is put into words, and looking up the system's language takes longer than a whole decoding. */
const LOCALE = 'en-US';

/** A time (seconds since 1970) as it is in a zone: the first of these IANA names that is known here, or UTC. */
export function localTime(seconds: number, ...zones: readonly (string | undefined)[]): DateTime {
  return inFirst(zones, (zone) => DateTime.fromSeconds(seconds, { zone, locale: LOCALE }));
}

/** A day, as `YYYY-MM-DD`, at its first hour in a zone: the first of these IANA names that is known here, or UTC. */
export function localDay(date: string, ...zones: readonly (string | undefined)[]): DateTime {
  return inFirst(zones, (zone) => DateTime.fromISO(date, { zone, locale: LOCALE }));
}

function inFirst(zones: readonly (string | undefined)[], timeIn: (zone: string) => DateTime): DateTime {
  for (const zone of zones) {
    if (zone === undefined) continue;
    const local = timeIn(zone);
    if (local.isValid) return local;
  }
  return timeIn('utc');
}
