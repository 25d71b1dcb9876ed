import { DAY_SECONDS } from '../feeds/day.js';
import type { Window } from '../feeds/past.js';
import { isMeasured } from '../metrics/curves.js';
import { CURVE_UNITS, CURVES } from '../metrics/night-curves.js';
import type { DaySeries, NightSeries } from '../store/series.js';
import type { SeriesStore } from '../store/store.js';
import { difference } from './difference.js';
import { meanRows, type Value } from './means.js';
import { type Plan, planMeans } from './plan.js';
import type { StatisticMetadata, StoredRow } from './recorder.js';
import type { Statistic } from './statistic.js';

/** Something that is measured minute by minute, and has statistics by the hour. */
export interface CurveStatistic {
  readonly metadata: StatisticMetadata;
  readonly kind: 'night' | 'day';
  /** As Withings calls it. */
  readonly field: string;
  /** False for an entity's, which Home Assistant writes, too: there nothing is taken away. */
  readonly isOwn: boolean;
  readonly store: (value: number) => number;
}

/** What goes into the statistics of its own, for which there is no entity: a curve of the night, and its name. */
const OF_NIGHTS = [
  { curve: 'heart_rate', name: 'heart rate asleep' },
  { curve: 'respiratory_rate', name: 'respiratory rate asleep' },
  { curve: 'hrv_rmssd', name: 'HRV RMSSD asleep' },
  { curve: 'hrv_sdnn', name: 'HRV SDNN asleep' },
] as const;

/** Metrics whose entity shows the newest point of a day's curve, and the field of that. */
const OF_DAYS: ReadonlyMap<string, string> = new Map([['heart_rate', 'heart_rate']]);

export interface PersonCurves {
  readonly userId: string;
  /** Of the account's device in Home Assistant. */
  readonly displayName: string;
  readonly series: SeriesStore;
}

/** Whether an entity's statistics are those of a curve. */
export function isCurve({ metric }: Statistic): boolean {
  return OF_DAYS.has(metric.key);
}

/**
 * The statistics of a person's curves: those of entities that are there, and own ones (Home Assistant's "external
 * statistics"), `withings2mqtt:<user id>_sleep_heart_rate` and so on.
 */
export function curveStatistics(
  { userId, displayName }: PersonCurves,
  found: readonly Statistic[],
): readonly CurveStatistic[] {
  const entities = found.flatMap(({ metric: { key }, metadata, store }): CurveStatistic[] => {
    const field = OF_DAYS.get(key);
    return field === undefined ? [] : [{ metadata, store, kind: 'day', field, isOwn: false }];
  });
  const own = OF_NIGHTS.map(({ curve, name }): CurveStatistic => {
    const unit = CURVE_UNITS[curve] ?? null;
    const statisticId = `withings2mqtt:${userId}_sleep_${curve}`;
    const metadata = { statisticId, name: `${displayName} ${name}`, unit, unitClass: null, kind: 'mean' } as const;
    return { metadata, kind: 'night', field: CURVES[curve]!, isOwn: true, store: (value) => value };
  });
  return [...entities, ...own];
}

/** When the first curve of a kind begins, seconds since 1970; undefined without any. */
export async function firstCurve(
  { userId, series }: PersonCurves,
  { kind }: CurveStatistic,
  now: number,
): Promise<number | undefined> {
  return (await series.list(userId, kind, 0, now))[0]?.start;
}

/** The points of a curve in a window, as far as they say something; those of all devices of a night together. */
export async function curveValues(
  { userId, series }: PersonCurves,
  { kind, field, store }: CurveStatistic,
  { start, end }: Window,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (const { id } of await series.list(userId, kind, start - DAY_SECONDS, end)) {
    const one = (await series.get(userId, kind, id)) as NightSeries | DaySeries | undefined;
    for (const [time, value] of one?.fields[field] ?? []) {
      if (time >= start && time < end && isMeasured(field, value)) values.push({ time, value: store(value) });
    }
  }
  return values;
}

/** What is to be written of a curve in a window. */
export function planCurve({ isOwn }: CurveStatistic, values: readonly Value[], there: readonly StoredRow[]): Plan {
  if (isOwn) return planMeans(values, there, { since: Number.POSITIVE_INFINITY, late: [] });
  return { rows: difference(meanRows(values), there), late: [] };
}
