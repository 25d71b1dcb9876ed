import { dayOfGroup } from '../feeds/activity/days.js';
import { addDays, DAY_SECONDS, dayAt } from '../feeds/day.js';
import { todayOf } from '../feeds/today.js';
import type { Reading } from '../metrics/reading.js';
import type { Trend } from '../metrics/trend-readings.js';
import type { TimedValue } from '../metrics/trends.js';
import type { PersonState } from '../store/person-state.js';
import type { States } from '../store/store.js';

export type TrendArchive = Pick<States, 'newest' | 'readings'>;

/**
 * What a trend is worked out from, as it is in a person's archive: all weights of its time; of nights and of days those of
 * the seven up to the newest one, today left out.
 *
 * @param now seconds since 1970
 * @throws StoreError
 */
export async function trendPoints(
  archive: TrendArchive,
  userId: string,
  trend: Trend,
  state: PersonState,
  now: number,
): Promise<readonly TimedValue[]> {
  const today = todayOf(state, now);
  // A day begins at its midnight, and today's readings stand there.
  const before = trend.of === 'activity_steps' ? today.midnight : Number.MAX_SAFE_INTEGER;
  const newest = await archive.newest(userId, trend.of, before);
  if (newest === undefined) return [];
  const from = newest - trend.days * DAY_SECONDS;
  const points = (await archive.readings(userId, trend.of, from, before)).flatMap(toPoint);
  switch (trend.of) {
    case 'weight':
      return points;
    case 'sleep_total':
      return lastSevenDays(points, wakeUpDays(state));
    case 'activity_steps':
      return lastSevenDays(points, ({ reading }) => dayOfGroup(reading) ?? dayAt(reading.takenAt, state.zone).date);
  }
}

interface TakenPoint extends TimedValue {
  readonly reading: Reading;
}

function toPoint(reading: Reading): TakenPoint[] {
  const { value, takenAt: time, inconclusive } = reading;
  return typeof value === 'number' && !inconclusive ? [{ time, value, reading }] : [];
}

/** A night is of the day that Withings says, which a traveller was somewhere else; the archive has its end alone. */
function wakeUpDays({ records, zone }: PersonState): (point: TimedValue) => string {
  const said = new Map(records?.sleep?.map(({ end, date }) => [end, date]));
  return ({ time }) => said.get(time) ?? dayAt(time, zone).date;
}

/** By the calendar: seven times 24 hours hold eight days of an early riser, and when the clocks change. */
function lastSevenDays(points: readonly TakenPoint[], dateOf: (point: TakenPoint) => string): TimedValue[] {
  const dated = points.map((point) => ({ point, date: dateOf(point) }));
  const newest = dated
    .map(({ date }) => date)
    .sort()
    .at(-1);
  if (newest === undefined) return [];
  const eighth = addDays(newest, -7);
  return dated.filter(({ date }) => date > eighth).map(({ point }) => point);
}
