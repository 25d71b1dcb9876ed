import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeries, type Sample } from '../../src/statistics/series.js';

const time = fc.integer({ min: 0, max: 4_000_000_000 });
const sample: fc.Arbitrary<Sample> = fc.record({
  takenAt: time,
  value: fc.double({ noNaN: true }),
  lastReset: fc.option(time, { nil: undefined }),
});

describe('createSeries', () => {
  it('gives back what it was given, in the same order', () => {
    fc.assert(
      fc.property(fc.array(sample), (all) => {
        const series = createSeries();
        for (const one of all) series.add(one);

        expect(series.samples()).toEqual(all);
      }),
    );
  });
});
