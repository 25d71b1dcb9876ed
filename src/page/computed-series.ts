import { DAY_SECONDS } from '../feeds/day.js';
import { bodyMassIndexOf } from '../metrics/computed.js';
import { WEIGHT_AVERAGE_OVER } from '../metrics/trend-readings.js';
import type { TimeSpan } from '../store/series.js';
import { round4 } from '../withings/decimal.js';
import type { Point } from '../withings/timed.js';
import { ALL_TIME } from './archive-pages.js';
import { archivedPoints } from './archived-points.js';
import type { PersonArchive } from './person-archive.js';

/** The points of a metric in a time, in order, some at a time; in the catalogue's unit. */
export type SeriesSource = (
  archive: PersonArchive,
  span: TimeSpan,
  signal: AbortSignal,
) => AsyncIterable<readonly Point[]>;

/** Of what is not in the archive and made of what is; undefined for all else. */
export function computedSeries(key: string): SeriesSource | undefined {
  return COMPUTED.get(key);
}

const AVERAGE_SECONDS = WEIGHT_AVERAGE_OVER.days * DAY_SECONDS;
/** Sums of whole numbers have no rounding of their own, in whatever order they come and go. */
const PARTS = 1e6;

/**
 * `weight_average_7d` as it was at each weigh-in: the mean of the weights of the seven days up to it (two at least). Later
 * ones have no part in it, so that what the page shows of a day is what was shown on that day.
 */
export async function* runningWeights(
  archive: PersonArchive,
  { from, to }: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  const begin = Math.max(from - AVERAGE_SECONDS, ALL_TIME.from);
  const average = createRunningAverage(AVERAGE_SECONDS, WEIGHT_AVERAGE_OVER.least);
  for await (const page of archivedPoints(archive, 'weight', { from: begin, to }, signal)) {
    yield page.flatMap((point): Point[] => {
      const value = average(point);
      return value === undefined || point[0] < from ? [] : [[point[0], value]];
    });
  }
}

/** `bmi` at each weigh-in, by the height that was known then. Without any before it there is none. */
export async function* bodyMassIndices(
  archive: PersonArchive,
  { from, to }: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  const heights: Point[] = [];
  for await (const page of archivedPoints(archive, 'height', { from: ALL_TIME.from, to }, signal))
    heights.push(...page);
  let next = 0;
  let height = 0;
  for await (const page of archivedPoints(archive, 'weight', { from, to }, signal)) {
    yield page.flatMap(([time, weight]): Point[] => {
      for (; next < heights.length && heights[next]![0] <= time; next++) height = heights[next]![1];
      const index = bodyMassIndexOf(weight, height);
      return index === undefined ? [] : [[time, index]];
    });
  }
}

/** The mean of the points in the seconds up to the newest one; undefined with fewer than `least`. Points in order. */
export function createRunningAverage(seconds: number, least: number): (point: Point) => number | undefined {
  let window: Point[] = [];
  let first = 0;
  let sum = 0;
  return ([time, value]) => {
    const whole = Math.round(value * PARTS);
    window.push([time, whole]);
    sum += whole;
    for (; window[first]![0] <= time - seconds; first++) sum -= window[first]![1];
    // What has been passed is let go now and then, not one by one.
    if (first > window.length / 2) {
      window = window.slice(first);
      first = 0;
    }
    const count = window.length - first;
    return count < least ? undefined : round4(sum / count / PARTS);
  };
}

const COMPUTED: ReadonlyMap<string, SeriesSource> = new Map([
  ['weight_average_7d', runningWeights],
  ['bmi', bodyMassIndices],
]);
