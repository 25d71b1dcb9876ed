import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createThinner, type Thinned } from '../../src/page/thinning.js';
import type { Point } from '../../src/withings/timed.js';

const times = fc.array(fc.nat({ max: 100_000 }), { maxLength: 400 });
const points = fc
  .array(fc.tuple(fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 4_000_000_000 })), fc.integer({ min: -1e6, max: 1e6 })), {
    maxLength: 600,
  })
  .map((list): Point[] => list.sort(([a], [b]) => a - b));

function thinned(all: readonly Point[], most: number): Thinned {
  const thinner = createThinner(most);
  for (const point of all) thinner.add(point);
  return thinner.done();
}

it('leaves alone what is few enough', () => {
  fc.assert(
    fc.property(points, (all) => {
      const { t, v, count, peaks } = thinned(all, Math.max(1, all.length));

      expect([t, v, count]).toEqual([all.map(([time]) => time), all.map(([, value]) => value), all.length]);
      expect(peaks).toBeUndefined();
    }),
  );
});

it('gives at most as many points as are wanted, in order, with every peak', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 40 }), (all, most) => {
      const { t, v, count, peaks } = thinned(all, most);

      expect(t.length).toBeLessThanOrEqual(most);
      expect([v.length, count]).toEqual([t.length, all.length]);
      expect(t).toEqual(t.toSorted((a, b) => a - b));
      if (all.length <= most) return;
      const values = all.map(([, value]) => value);
      const { min, max } = peaks!;
      expect([Math.min(...min), Math.max(...max)]).toEqual([Math.min(...values), Math.max(...values)]);
      for (const [index, mean] of v.entries()) {
        expect(min[index]).toBeLessThanOrEqual(mean);
        expect(max[index]).toBeGreaterThanOrEqual(mean);
      }
    }),
  );
});

it('has no point where there was none: a gap stays', () => {
  fc.assert(
    fc.property(times, times, fc.integer({ min: 8, max: 40 }), (before, after, most) => {
      const later = after.map((time) => time + 10_000_000);
      const all = [...before, ...later].sort((a, b) => a - b).map((time): Point => [time, 1]);

      const { t } = thinned(all, most);

      expect(t.filter((time) => time > 100_000 && time < 10_000_000)).toEqual([]);
    }),
  );
});

it('uses most of the points that it may', () => {
  const { t } = thinned(
    Array.from({ length: 100_000 }, (_, index): Point => [index * 60, index]),
    1000,
  );

  expect(t.length).toBeGreaterThan(900);
});

it('takes half a million points in memory for some thousands', () => {
  const all = Array.from({ length: 500_000 }, (_, index): Point => [index * 120, Math.sin(index)]);

  const { count, t } = thinned(all, 1000);

  expect([count, t.length]).toEqual([500_000, 1000]);
});
