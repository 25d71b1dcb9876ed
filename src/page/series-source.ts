import { setImmediate as nextTurn } from 'node:timers/promises';
import { dayOfGroup } from '../feeds/activity/days.js';
import { activity } from '../feeds/activity.js';
import { DAY_SECONDS, midnightOf } from '../feeds/day.js';
import { INTRADAY_METRICS } from '../metrics/catalogue/intraday.js';
import { isMeasured } from '../metrics/curves.js';
import type { Metric } from '../metrics/metric.js';
import type { TimeSpan } from '../store/series.js';
import type { Point } from '../withings/timed.js';
import { ALL_TIME } from './archive-pages.js';
import { archivedPoints, pointOf } from './archived-points.js';
import { computedSeries, type SeriesSource } from './computed-series.js';
import type { PersonArchive } from './person-archive.js';

const OF_DAYS: ReadonlyMap<string, string> = new Map(INTRADAY_METRICS.map(({ key, field }) => [key, field]));

/** Where the points of a metric come from; undefined where it has none: it is a word, or only its newest value is known. */
export function seriesSource(metric: Metric): SeriesSource | undefined {
  const computed = computedSeries(metric.key);
  if (computed) return computed;
  const field = OF_DAYS.get(metric.key);
  if (field !== undefined) return (archive, span, signal) => dayPoints(archive, field, span, signal);
  if (metric.feed === undefined || metric.owner === 'device' || !hasNumbers(metric)) return undefined;
  const points = metric.feed === activity.name ? pointsOfDays : archivedPoints;
  return (archive, span, signal) => points(archive, metric.key, span, signal);
}

function hasNumbers({ stateClass, deviceClass, states }: Metric): boolean {
  return stateClass !== undefined || deviceClass === 'timestamp' || typeof states?.on === 'boolean';
}

/**
 * One value a day, at that day's noon in the person's zone: in the archive it lies at the midnight of the zone that the day
 * was spent in, which may be another day here.
 */
async function* pointsOfDays(
  archive: PersonArchive,
  key: string,
  { from, to }: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  const wide = { from: Math.max(from - DAY_SECONDS, ALL_TIME.from), to: Math.min(to + DAY_SECONDS, ALL_TIME.to) };
  for await (const page of archive.readings(key, wide, signal)) {
    yield page.flatMap((reading): Point[] => {
      const day = dayOfGroup(reading);
      const time = day === undefined ? reading.takenAt : midnightOf(day, archive.zone) + DAY_SECONDS / 2;
      return time < from || time >= to ? [] : pointOf(reading, time);
    });
  }
}

/** A curve of the day. Where a person has changed the zone, two days may hold the same minute. */
async function* dayPoints(
  archive: PersonArchive,
  field: string,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  let last = span.from - 1;
  for (const { id } of await archive.curves('day', span)) {
    signal.throwIfAborted();
    const day = await archive.curve('day', id);
    const all = day?.kind === 'day' ? (day.fields[field] ?? []) : [];
    const points = all.filter(([time, value]) => time > last && time < span.to && isMeasured(field, value));
    last = points.at(-1)?.[0] ?? last;
    yield points;
    await nextTurn();
  }
}
