import { dayOfGroup } from '../feeds/activity/days.js';
import { DAY_SECONDS, dayAt } from '../feeds/day.js';
import { PAST_FEEDS } from '../feeds/index.js';
import type { Window } from '../feeds/past.js';
import type { Day } from '../metrics/decode/activity.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import type { PersonState } from '../store/person-state.js';
import type { Extent, States } from '../store/store.js';
import { lastHourOf } from './hours.js';

/** Of a reading, what its statistic is made of. Times are seconds since 1970. */
export interface StatisticSample {
  readonly takenAt: number;
  readonly value: number;
  /** Of which it tells, if it tells of a whole one. */
  readonly day?: Day;
}

/** A person's archive, as statistics need it. */
export interface StatisticsSource {
  /** IANA name of the person's own, now. */
  readonly zone: string;
  /** What there is, by metric. */
  readonly extents: ReadonlyMap<string, Extent>;
  /** The feeds whose past has not been read as a whole yet: a gap there is none at Withings. */
  readonly incomplete: ReadonlySet<string>;
  /** Taken in [from, to), seconds since 1970, oldest first. */
  readings(metric: string, from: number, to: number): Promise<readonly Reading[]>;
}

export async function openSource(
  states: Pick<States, 'extents' | 'readings'>,
  userId: string,
  zone: string,
  { feeds }: PersonState,
): Promise<StatisticsSource> {
  return {
    zone,
    extents: await states.extents(userId),
    incomplete: new Set(PAST_FEEDS.map(({ name }) => name).filter((name) => !feeds[name]?.past?.complete)),
    readings: (metric, from, to) => states.readings(userId, metric, from, to),
  };
}

/** From the midnight at which a day began to its last hour in a zone that is half a world away. */
const FARTHEST_SECONDS = 3 * DAY_SECONDS;

/**
 * Every number of a window that Withings stands by; a day's values at its last hour, when they are what they are.
 *
 * @param zone IANA name of the one in which days are shown, wherever they were spent
 */
export async function samplesOf(
  archive: StatisticsSource,
  { key, feed }: Metric,
  { start, end }: Window,
  zone: string,
): Promise<readonly StatisticSample[]> {
  const isDaily = PAST_FEEDS.some(({ name, past }) => name === feed && past.daily);
  const around = isDaily ? FARTHEST_SECONDS : 0;
  const readings = await archive.readings(key, start - around, end + around);
  return readings
    .flatMap((reading): StatisticSample[] => {
      const { value, takenAt, inconclusive } = reading;
      if (typeof value !== 'number' || inconclusive) return [];
      if (!isDaily) return [{ takenAt, value }];
      const day = { date: dateOf(reading, archive), midnight: takenAt };
      return [{ takenAt: lastHourOf(day.date, zone), value, day }];
    })
    .filter(({ takenAt }) => takenAt >= start && takenAt < end);
}

/** The day, `YYYY-MM-DD`, that began at a time: as a metric's reading of it says, wherever that was. */
export async function dateBegun(archive: StatisticsSource, { key }: Metric, midnight: number): Promise<string> {
  const [reading] = await archive.readings(key, midnight, midnight + 1);
  return reading ? dateOf(reading, archive) : dayAt(midnight, archive.zone).date;
}

function dateOf(reading: Reading, { zone }: StatisticsSource): string {
  return dayOfGroup(reading) ?? dayAt(reading.takenAt, zone).date;
}
