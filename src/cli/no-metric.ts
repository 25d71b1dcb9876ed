import { nearest } from '../config/index.js';
import type { Metric } from '../metrics/metric.js';
import { UsageError } from './usage-error.js';

/**
 * What is wrong with a key that no metric has, with the one that was meant, if one is near.
 *
 * @param what what a metric that would do has, as ` that has statistics`
 * @param known those that would do
 */
export function noMetric(key: string, known: readonly Metric[], what = ''): UsageError {
  const names = known.map((metric) => metric.key);
  const meant = nearest(key, names);
  const hint = meant === undefined ? '' : `did you mean ${meant}? `;
  return new UsageError(`there is no metric ${key}${what}; ${hint}docs/metrics.md lists them`);
}
