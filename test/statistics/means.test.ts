import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOf } from '../../src/feeds/day.js';
import { meanRows } from '../../src/statistics/means.js';
import { at } from '../feeds/cloud.js';

const value = fc.record({
  time: fc.integer({ min: 0, max: 20 * 3600 }),
  value: fc.integer({ min: -300_000, max: 300_000 }).map((thousandths) => thousandths / 1000),
});

describe('meanRows', () => {
  it('has a row for each hour with a value, oldest first', () => {
    const rows = meanRows([
      { time: at('2026-03-01T08:59:59Z'), value: 71 },
      { time: at('2026-02-01T07:00:00Z'), value: 70 },
      { time: at('2026-03-01T08:00:00Z'), value: 72 },
      { time: at('2026-03-01T09:00:00Z'), value: 80 },
    ]);

    expect(rows).toEqual([
      { start: at('2026-02-01T07:00:00Z'), mean: 70, min: 70, max: 70 },
      { start: at('2026-03-01T08:00:00Z'), mean: 71.5, min: 71, max: 72 },
      { start: at('2026-03-01T09:00:00Z'), mean: 80, min: 80, max: 80 },
    ]);
  });

  it('has none for nothing', () => {
    expect(meanRows([])).toEqual([]);
  });

  it('keeps a value that comes again and again to its last bit', () => {
    expect(meanRows(Array.from({ length: 3 }, (_, time) => ({ time, value: 0.1 })))).toMatchObject([{ mean: 0.1 }]);
  });

  it('counts hours of UTC where the zone has half ones', () => {
    const rows = meanRows([
      { time: at('2026-03-01T07:35:00+05:30'), value: 70 },
      { time: at('2026-03-01T08:25:00+05:30'), value: 71 },
      { time: at('2026-03-01T08:35:00+05:30'), value: 72 },
    ]);

    expect(rows).toMatchObject([
      { start: at('2026-03-01T02:00:00Z'), mean: 70.5 },
      { start: at('2026-03-01T03:00:00Z'), mean: 72 },
    ]);
  });

  it('has means between min and max, both of them values of the hour, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        const rows = meanRows(values);

        expect(rows.map(({ start }) => start)).toEqual(
          [...new Set(values.map(({ time }) => hourOf(time)))].sort((a, b) => a - b),
        );
        for (const { start, mean, min, max } of rows) {
          const own = values.filter(({ time }) => hourOf(time) === start).map((one) => one.value);
          expect([min, max]).toEqual([Math.min(...own), Math.max(...own)]);
          expect(mean).toBeGreaterThanOrEqual(min!);
          expect(mean).toBeLessThanOrEqual(max!);
          expect(mean! * own.length).toBeCloseTo(own.reduce((sum, one) => sum + one, 0));
        }
      }),
    );
  });
});
