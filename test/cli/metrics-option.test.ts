import { expect, it } from 'vitest';
import { metricKeys } from '../../src/cli/metric-keys.js';
import { noMetric } from '../../src/cli/no-metric.js';
import { allMetrics } from '../../src/metrics/catalogue/index.js';

it('takes names with blanks around them', () => {
  expect(metricKeys('weight, fat_mass ,sleep_total')).toEqual(['weight', 'fat_mass', 'sleep_total']);
});

it.each([
  ['wight', '', 'there is no metric wight; did you mean weight? docs/metrics.md lists them'],
  [
    'sleep_totl',
    ' that has statistics',
    'there is no metric sleep_totl that has statistics; did you mean sleep_total? docs/metrics.md lists them',
  ],
  ['zzzzzz', '', 'there is no metric zzzzzz; docs/metrics.md lists them'],
])('names the metric that %s was meant to be, if one is near', (key, what, words) => {
  expect(noMetric(key, allMetrics(), what).message).toBe(words);
});
