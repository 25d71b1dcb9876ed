import type { Metric } from '../metric.js';
import { ACCOUNT_METRICS, DEVICE_METRICS, GOAL_METRICS, IN_BED } from './account.js';
import { ACTIVITY_METRICS } from './activity.js';
import { COMPUTED_METRICS, TREND_METRICS } from './computed.js';
import { ECG_METRICS } from './ecg.js';
import { INTRADAY_METRICS } from './intraday.js';
import { measureMetricByKey, usualMeasureMetrics } from './measures.js';
import { NIGHT_METRICS } from './night.js';
import { NAP_METRICS, SLEEP_METRICS } from './sleep.js';
import { WORKOUT_METRICS } from './workouts.js';

const FIXED: ReadonlyMap<string, Metric> = new Map(
  [
    ...ACTIVITY_METRICS,
    ...INTRADAY_METRICS,
    ...SLEEP_METRICS,
    ...NAP_METRICS,
    ...NIGHT_METRICS,
    ...WORKOUT_METRICS,
    ...ECG_METRICS,
    ...GOAL_METRICS,
    ...COMPUTED_METRICS,
    ...TREND_METRICS,
    ...ACCOUNT_METRICS,
    IN_BED,
  ].map((metric: Metric) => [metric.key, metric]),
);

const OF_DEVICES: ReadonlyMap<string, Metric> = new Map(DEVICE_METRICS.map((metric: Metric) => [metric.key, metric]));

/** The row of an account's metric, or undefined if no version of the catalogue has such a key. */
export function accountMetric(key: string): Metric | undefined {
  return FIXED.get(key) ?? measureMetricByKey(key);
}

/** The row of a Withings device's metric. */
export function deviceMetric(key: string): Metric | undefined {
  return OF_DEVICES.get(key);
}

/** The row of a metric that the archive may hold, an account's or a device's: no two have one key. */
export function anyMetric(key: string): Metric | undefined {
  return accountMetric(key) ?? deviceMetric(key);
}

/** The name of the feed that brings a metric; undefined for one that is computed, or of no catalogue. */
export function feedOf(key: string): string | undefined {
  return anyMetric(key)?.feed;
}

/** Every row there is, without the endless ones of unknown types and odd positions. */
export function allMetrics(): Metric[] {
  return [...usualMeasureMetrics(), ...FIXED.values(), ...OF_DEVICES.values()];
}
