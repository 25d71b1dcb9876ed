import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/metrics/curves.js';
import type { Series } from '../../src/store/series.js';
import { decodeSeries, encodeSeries } from '../../src/store/series-body.js';
import type { Point } from '../../src/withings/timed.js';

const time = fc.integer({ min: 1, max: 4_000_000_000 });
const value = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
);
const point = fc.tuple(time, value) as fc.Arbitrary<Point>;
const fields = fc.dictionary(fc.constantFrom('hr', 'sdnn_1', 'heart_rate'), fc.array(point));
const head = { id: fc.string(), start: time, end: time, device: fc.option(fc.string()) };
const sample = fc.option(fc.integer({ min: -100_000, max: 100_000 }));

describe('the body of a series', () => {
  it.each([
    [
      'a night',
      fc.record({
        kind: fc.constant('night'),
        ...head,
        stages: fc.array(fc.tuple(time, time, fc.nat()) as fc.Arbitrary<Stage>),
        fields,
      }),
    ],
    ['a day', fc.record({ kind: fc.constant('day'), ...head, fields })],
    [
      'an ECG',
      fc.record({
        ...{ kind: fc.constant('ecg'), ...head, signal: fc.array(sample) },
        ...{ frequency: fc.option(fc.nat()), wearPosition: fc.option(fc.nat()) },
      }),
    ],
  ])('says all of %s', (_, any) => {
    fc.assert(
      fc.property(any as fc.Arbitrary<Series>, (series) => {
        const { kind, id, start, end, device } = series;
        expect(decodeSeries({ kind, id, start, end, device }, encodeSeries(series))).toEqual(series);
      }),
    );
  });

  it('is short: of what follows each other it has the differences', () => {
    const points = [0, 60, 120].map((seconds) => [1_772_320_000 + seconds, 57] as const);
    const day = { kind: 'day', id: '2026-03-01', start: 1_772_319_600, end: 1_772_406_000, device: null } as const;

    expect(encodeSeries({ ...day, fields: { heart_rate: points } })).toBe(
      '{"fields":{"heart_rate":[400,57,60,57,60,57]}}',
    );
  });

  it('is refused when it is not ours', () => {
    const day = { kind: 'day', id: 'x', start: 1, end: 2, device: null } as const;
    expect(() => decodeSeries(day, '{"fields":[]}')).toThrow();
  });
});
