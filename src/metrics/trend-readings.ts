import { TREND_METRICS } from './catalogue/computed.js';
import { snapshot } from './decode/user.js';
import type { Metric } from './metric.js';
import type { Reading } from './reading.js';
import { average, recentAverage, type TimedValue, weeklyTrend } from './trends.js';

const [WEIGHT_AVERAGE, WEIGHT_TREND, SLEEP_AVERAGE, STEPS_AVERAGE] = TREND_METRICS;

/** What is worked out from all readings of one metric up to the newest of them. */
export interface Trend {
  /** The metric that it is worked out from. */
  readonly of: 'weight' | 'sleep_total' | 'activity_steps';
  readonly metrics: readonly Metric[];
  /** All that it needs was taken in so many times 24 hours up to the newest one. */
  readonly days: number;
  /** @returns a value for each of `metrics`; undefined where there is too little to know it */
  values(points: readonly TimedValue[]): readonly (number | undefined)[];
}

/** What `weight_average_7d` is the mean of: the weights of so many times 24 hours, so many at least. */
export const WEIGHT_AVERAGE_OVER = { days: 7, least: 2 } as const;

/** Seven days of the calendar hold an early riser, and clocks that change. */
const DAYS_OF_A_WEEK = 9;

/** Every trend there is. Those of a week of days are given the points of the seven days alone. */
export const TRENDS: readonly Trend[] = [
  {
    of: 'weight',
    metrics: [WEIGHT_AVERAGE, WEIGHT_TREND],
    days: 30,
    values: (points) => [
      recentAverage(points, WEIGHT_AVERAGE_OVER.days, WEIGHT_AVERAGE_OVER.least),
      weeklyTrend(points, 30),
    ],
  },
  {
    of: 'sleep_total',
    metrics: [SLEEP_AVERAGE],
    days: DAYS_OF_A_WEEK,
    values: (points) => [average(points, 3)],
  },
  {
    of: 'activity_steps',
    metrics: [STEPS_AVERAGE],
    days: DAYS_OF_A_WEEK,
    values: (points) => [average(points, 3)],
  },
];

/** A trend's readings, at the time of the newest point. */
export function trendReadings(trend: Trend, points: readonly TimedValue[]): Reading[] {
  const newest = Math.max(...points.map(({ time }) => time));
  const values = trend.values(points);
  return trend.metrics.flatMap((metric, index) => {
    const value = values[index];
    return value !== undefined && Number.isFinite(value) ? [snapshot(metric, value, newest)] : [];
  });
}
