import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountMetric, allMetrics } from '../../src/metrics/catalogue/index.js';
import { convertTo, decimalsIn, unitIn } from '../../src/metrics/units.js';

/** A rational rounded to four decimals, half away from zero, in whole numbers alone. */
function rounded(top: bigint, bottom: bigint): number {
  return Number(`${(2n * top * 10_000n + bottom) / (2n * bottom)}e-4`);
}

const shown = (key: string, units: 'metric' | 'us' | 'uk') => {
  const metric = accountMetric(key)!;
  return unitIn(units, metric.unit, metric.far);
};

describe('ways and heights', () => {
  it.each([
    ['activity_distance', 'm', 'mi', 'mi'],
    ['workout_distance', 'm', 'mi', 'mi'],
    ['workout_manual_distance', 'm', 'mi', 'mi'],
    ['workout_pool_length', 'm', 'ft', 'ft'],
    ['height', 'm', 'ft', 'ft'],
    ['weight', 'kg', 'lb', 'st'],
    ['weight_to_goal', 'kg', 'lb', 'st'],
    ['weight_average_7d', 'kg', 'lb', 'st'],
    ['weight_trend_30d', 'kg/week', 'lb/week', 'st/week'],
    ['goal_weight', 'kg', 'lb', 'st'],
    ['sleep_core_body_temperature_average', '°C', '°F', '°C'],
    ['sleep_total', 'h', 'h', 'h'],
    ['activity_elevation', 'm', 'ft', 'ft'],
    ['workout_elevation', 'm', 'ft', 'ft'],
    ['workout_type', null, null, null],
  ])('%s: %s, %s in the US, %s in the UK', (key, metric, us, uk) => {
    expect([shown(key, 'metric'), shown(key, 'us'), shown(key, 'uk')]).toEqual([metric, us, uk]);
  });

  it('go on in metres where nobody said otherwise', () => {
    expect([convertTo('metric', 1609.344, 'm', true), unitIn('metric', 'm', true)]).toEqual([1609.344, 'm']);
  });

  it.each(['us', 'uk'] as const)('are exact to four decimals in %s', (system) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (millimetres) => {
        const metres = Number(`${millimetres}e-3`);
        expect(convertTo(system, metres, 'm', true)).toBe(rounded(BigInt(millimetres), 1_609_344n));
        expect(convertTo(system, metres, 'm')).toBe(rounded(BigInt(millimetres) * 10n, 3048n));
      }),
    );
  });

  it('convert a trend as they convert the weight', () => {
    expect(convertTo('us', -1, 'kg/week')).toBe(-2.2046);
    expect(convertTo('uk', 6.350_293_18, 'kg/week')).toBe(1);
    expect(convertTo('metric', -0.1234, 'kg/week')).toBe(-0.1234);
  });

  it('are the only ones with miles', () => {
    const far = allMetrics().filter((metric) => metric.far);

    expect(far.map(({ key }) => key).toSorted()).toEqual([
      'activity_distance',
      'workout_distance',
      'workout_manual_distance',
    ]);
  });
});

it('has the decimals that its unit needs, wherever it is shown', () => {
  const walk = { unit: 'm', far: true, precision: 0 } as const;
  expect([decimalsIn('metric', walk), decimalsIn('us', walk), decimalsIn('uk', walk)]).toEqual([0, 2, 2]);
  expect(decimalsIn('us', { unit: 'm', precision: 0 })).toBe(0);
  expect(decimalsIn('uk', { unit: 'kg/week', precision: 2 })).toBe(3);
  expect(decimalsIn('uk', { unit: 'kg', precision: 1 })).toBe(2);
  expect(decimalsIn('uk', { unit: null })).toBeUndefined();
});
