import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TREND_METRICS } from '../../src/metrics/catalogue/computed.js';
import { feedOf } from '../../src/metrics/catalogue/index.js';
import { TRENDS, trendReadings } from '../../src/metrics/trend-readings.js';
import type { TimedValue } from '../../src/metrics/trends.js';

const DAY = 86_400;
const NOW = 1_772_345_525;
const [WEIGHT, SLEEP, STEPS] = TRENDS as [(typeof TRENDS)[0], (typeof TRENDS)[0], (typeof TRENDS)[0]];
const told = (trend: (typeof TRENDS)[0], points: readonly TimedValue[]) =>
  Object.fromEntries(trendReadings(trend, points).map(({ metric, value }) => [metric, value]));

describe('trends', () => {
  it('are each of one metric that a feed brings, and all there are in the catalogue', () => {
    expect(TRENDS.flatMap(({ metrics }) => metrics)).toEqual([...TREND_METRICS]);
    expect(TRENDS.map(({ of }) => feedOf(of))).toEqual(['measures', 'sleep', 'activity']);
  });

  it('of weights are an average and a trend, at the time of the newest', () => {
    // Days and kilograms around their means (25/3, 215/3): -130/3 over 650/3 square days is a fifth of a kg a day.
    const points = [
      { time: NOW - 20 * DAY, value: 74 },
      { time: NOW, value: 70 },
      { time: NOW - 5 * DAY, value: 71 },
    ];

    expect(told(WEIGHT, points)).toEqual({ weight_average_7d: 70.5, weight_trend_30d: -1.4 });
    expect(trendReadings(WEIGHT, points)).toMatchObject([
      { unit: 'kg', takenAt: NOW, source: 'computed' },
      { unit: 'kg/week', takenAt: NOW, source: 'computed' },
    ]);
    expect(told(WEIGHT, points.slice(1))).toEqual({ weight_average_7d: 70.5 });
    expect(told(WEIGHT, points.slice(0, 1))).toEqual({});
    expect(told(WEIGHT, [])).toEqual({});
  });

  it('of nights and days are an average of three at least', () => {
    const points = [7, 8, 6].map((value, index) => ({ time: NOW - index * DAY, value }));

    expect(told(SLEEP, points)).toEqual({ sleep_total_average_7d: 7 });
    expect(told(STEPS, points)).toEqual({ activity_steps_average_7d: 7 });
    expect(told(SLEEP, points.slice(1))).toEqual({});
  });

  it('are numbers that can be told, or none', () => {
    const point = fc.record({ time: fc.integer({ min: NOW - 40 * DAY, max: NOW }), value: fc.double({ noNaN: true }) });

    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
        const values = points.map(({ value }) => value);
        const [least, most] = [Math.min(...values), Math.max(...values)];
        const room = 0.0001 + Math.max(Math.abs(least), Math.abs(most)) * 1e-12;
        for (const { metric, value } of TRENDS.flatMap((trend) => trendReadings(trend, points))) {
          expect(Number.isFinite(value)).toBe(true);
          if (metric === 'weight_trend_30d') continue;
          expect(value).toBeGreaterThanOrEqual(least - room);
          expect(value).toBeLessThanOrEqual(most + room);
        }
      }),
    );
  });
});
