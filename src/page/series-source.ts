import { setImmediate as nextTurn } from 'node:timers/promises';
import { INTRADAY_METRICS } from '../metrics/catalogue/intraday.js';
import { isMeasured } from '../metrics/curves.js';
import type { Metric } from '../metrics/metric.js';
import type { TimeSpan } from '../store/series.js';
import type { Point } from '../withings/timed.js';
import { bodyMassIndices, runningWeights } from './computed-series.js';
import type { PersonArchive } from './person-archive.js';

/** The points of a metric in a time, in order, some at a time; in the catalogue's unit. */
export type SeriesSource = (
  archive: PersonArchive,
  span: TimeSpan,
  signal: AbortSignal,
) => AsyncIterable<readonly Point[]>;

const COMPUTED: ReadonlyMap<string, SeriesSource> = new Map([
  ['weight_average_7d', runningWeights],
  ['bmi', bodyMassIndices],
]);

const OF_DAYS: ReadonlyMap<string, string> = new Map(INTRADAY_METRICS.map(({ key, field }) => [key, field]));

/** Where the points of a metric come from; undefined where it has none: it is a word, or only its newest value is known. */
export function seriesSource(metric: Metric): SeriesSource | undefined {
  const computed = COMPUTED.get(metric.key);
  if (computed) return computed;
  const field = OF_DAYS.get(metric.key);
  if (field !== undefined) return (archive, span, signal) => dayPoints(archive, field, span, signal);
  if (metric.feed === undefined || metric.owner === 'device' || !hasNumbers(metric)) return undefined;
  return (archive, span, signal) => archivedPoints(archive, metric.key, span, signal);
}

function hasNumbers({ stateClass, deviceClass, states }: Metric): boolean {
  return stateClass !== undefined || deviceClass === 'timestamp' || typeof states?.on === 'boolean';
}

/** A time is seconds since 1970; yes and no are 1 and 0. */
async function* archivedPoints(
  archive: PersonArchive,
  key: string,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  for await (const page of archive.readings(key, span, signal)) {
    yield page.flatMap(({ takenAt, value }): Point[] =>
      value === null || typeof value === 'string' ? [] : [[takenAt, Number(value)]],
    );
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
