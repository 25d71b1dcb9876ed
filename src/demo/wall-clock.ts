const DAY = 86_400;
const WEEK = 7 * DAY;

/** Local days and hours of a time zone; times in seconds since the epoch. */
export interface Zone {
  readonly name: string;
  /** The local day of a time, YYYY-MM-DD. */
  dateOf(seconds: number): string;
  /** The local hour of a time, with its fraction. */
  hourOf(seconds: number): number;
  /** The time of a local hour; it may be broken, below 0 (the day before) or above 24. */
  at(date: string, hour: number): number;
}

/** @throws RangeError for a zone that Node does not know */
export function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const byWeek = new Map<number, number>();

  function exactOffset(seconds: number): number {
    const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return local / 1000 - Math.floor(seconds);
  }

  // Formatting is slow. Clocks do not change twice in a week, so most times need no formatting of their own.
  function offsetAtWeek(week: number): number {
    const known = byWeek.get(week) ?? exactOffset(week * WEEK);
    byWeek.set(week, known);
    return known;
  }

  function offset(seconds: number): number {
    const week = Math.floor(seconds / WEEK);
    const before = offsetAtWeek(week);
    return before === offsetAtWeek(week + 1) ? before : exactOffset(seconds);
  }

  return {
    name,
    dateOf: (seconds) => isoDate(seconds + offset(seconds)),
    hourOf: (seconds) => ((seconds + offset(seconds)) % DAY) / 3600,
    at(date, hour) {
      const local = Math.round(Date.parse(date) / 1000 + hour * 3600);
      return local - offset(local - offset(local));
    },
  };
}

/** The day so many days later, or earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return isoDate(Date.parse(date) / 1000 + days * DAY);
}

function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
