import { round4 } from '../withings/decimal.js';

/** A value at a time, seconds since 1970. */
export interface TimedValue {
  readonly time: number;
  readonly value: number;
}

const DAY = 86_400;
const WEEK = 7 * DAY;

/** The mean of all points; undefined with fewer than `least`. */
export function average(points: readonly TimedValue[], least: number): number | undefined {
  return points.length < least ? undefined : round4(mean(inOrder(points).map(({ value }) => value)));
}

/** The mean of the points in the `days` times 24 hours up to the newest one; undefined with fewer than `least`. */
export function recentAverage(points: readonly TimedValue[], days: number, least: number): number | undefined {
  return average(upToNewest(points, days), least);
}

/**
 * The slope of the straight line that fits the points of the `days` days up to the newest one best (least squares), a
 * week; undefined with fewer than three points, or when they lie within less than a week.
 */
export function weeklyTrend(points: readonly TimedValue[], days: number): number | undefined {
  const recent = inOrder(upToNewest(points, days));
  const times = recent.map(({ time }) => time);
  if (recent.length < 3 || Math.max(...times) - Math.min(...times) < WEEK) return undefined;
  const origin = Math.min(...times);
  const meanTime = mean(times.map((time) => (time - origin) / WEEK));
  const meanValue = mean(recent.map(({ value }) => value));
  let above = 0;
  let below = 0;
  for (const { time, value } of recent) {
    const distance = (time - origin) / WEEK - meanTime;
    above += distance * (value - meanValue);
    below += distance ** 2;
  }
  return round4(above / below);
}

function upToNewest(points: readonly TimedValue[], days: number): readonly TimedValue[] {
  const newest = Math.max(...points.map(({ time }) => time));
  return points.filter(({ time }) => time > newest - days * DAY);
}

/** Sums of decimals depend on their order in the last bit, and the last digit that is shown on that. */
function inOrder(points: readonly TimedValue[]): TimedValue[] {
  return [...points].sort((a, b) => a.time - b.time || a.value - b.value);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
