/** The calendar of one zone. Days are `2026-11-28`, times seconds since 1970. */
export interface Zoned {
  readonly zone: string;
  dayOf(time: number): string;
  /** The day's first second. */
  startOf(day: string): number;
  noonOf(time: number): number;
}

const DAY = 86_400;
const HOUR = 3600;

/** @param zone IANA name; one that the browser does not know is UTC */
export function zoned(zone: string | null): Zoned {
  const clock = clockOf(zone ?? 'UTC');
  const { timeZone } = clock.resolvedOptions();
  const known = new Map<number, number>();

  /** What the zone's clock is ahead of UTC, in seconds. It changes at a quarter of an hour at most. */
  function ahead(time: number): number {
    const quarter = Math.floor(time / 900);
    const before = known.get(quarter);
    if (before !== undefined) return before;
    const parts: Record<string, number> = {};
    for (const { type, value } of clock.formatToParts(quarter * 900_000)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - quarter * 900;
    known.set(quarter, offset);
    return offset;
  }

  function toUtc(wall: number): number {
    const guess = wall - ahead(wall);
    return wall - ahead(guess);
  }

  const dayOf = (time: number) => new Date((time + ahead(time)) * 1000).toISOString().slice(0, 10);

  return {
    zone: timeZone,
    dayOf,
    startOf(day) {
      const midnight = toUtc(Date.parse(day) / 1000);
      // In some zones there is none on the day on which the clocks are set forward.
      return dayOf(midnight) < day ? midnight + HOUR : midnight;
    },
    noonOf: (time) => toUtc(Date.parse(`${dayOf(time)}T12:00:00Z`) / 1000),
  };
}

/** @param days may be negative */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY * 1000).toISOString().slice(0, 10);
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = {
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    hourCycle: 'h23',
  } as const satisfies Intl.DateTimeFormatOptions;
  try {
    return new Intl.DateTimeFormat('en', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' });
  }
}
