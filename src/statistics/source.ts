import { dayAt } from '../feeds/day.js';
import { PAST_FEEDS } from '../feeds/index.js';
import type { Window } from '../feeds/past.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import type { PersonState } from '../store/person-state.js';
import type { Extent, States } from '../store/store.js';
import { lastHourOf } from './hours.js';

/** Of a reading, what its statistic is made of. Times are seconds since 1970. */
export interface Sample {
  readonly takenAt: number;
  readonly value: number;
  /** Totals of a day: the midnight at which they began. */
  readonly lastReset: number | undefined;
}

/** A person's archive, as statistics need it. */
export interface PersonArchive {
  /** IANA name of the person's. */
  readonly zone: string;
  /** What there is, by metric. */
  readonly extents: ReadonlyMap<string, Extent>;
  /** The feeds whose past has not been read as a whole yet: a gap there is none at Withings. */
  readonly incomplete: ReadonlySet<string>;
  /** Taken in [from, to), seconds since 1970, oldest first. */
  readings(metric: string, from: number, to: number): Promise<readonly Reading[]>;
}

export async function openArchive(
  states: Pick<States, 'extents' | 'readings'>,
  userId: string,
  zone: string,
  { feeds }: PersonState,
): Promise<PersonArchive> {
  return {
    zone,
    extents: await states.extents(userId),
    incomplete: new Set(PAST_FEEDS.map(({ name }) => name).filter((name) => !feeds[name]?.past?.complete)),
    readings: (metric, from, to) => states.readings(userId, metric, from, to),
  };
}

/** Every number of a window; a day's values at its last hour, when they are what they are. */
export async function samplesOf(
  { readings, zone }: PersonArchive,
  { key, feed }: Metric,
  { start, end }: Window,
): Promise<readonly Sample[]> {
  const isDaily = PAST_FEEDS.some(({ name, past }) => name === feed && past.daily);
  const timeOf = (takenAt: number) => (isDaily ? lastHourOf(dayAt(takenAt, zone).date, zone) : takenAt);
  return (await readings(key, start, end)).flatMap(({ value, takenAt, lastReset }) =>
    typeof value === 'number' ? [{ takenAt: timeOf(takenAt), value, lastReset }] : [],
  );
}
