import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, isEmptied } from '../../src/statistics/difference.js';
import type { StatisticRow } from '../../src/statistics/recorder.js';

const number = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: undefined });
const rows = fc.uniqueArray(
  fc.record({
    start: fc.nat(100).map((n) => n * 3600),
    mean: number,
    min: number,
    max: number,
    state: number,
    sum: number,
  }),
  { selector: ({ start }) => start },
);

describe('difference', () => {
  const row: StatisticRow = { start: 0, mean: 70, min: 69, max: 71 };

  it.each([
    ['is not there', []],
    ['is another hour', [{ ...row, start: 3600 }]],
    ['has another mean', [{ ...row, mean: 70.001 }]],
    ['has another min', [{ ...row, min: 68.9 }]],
    ['has another max', [{ ...row, max: 71.1 }]],
    ['has less', [{ start: 0, mean: 70 }]],
    ['has more', [{ ...row, sum: 0 }]],
    ['has a last reset', [{ ...row, lastReset: 0 }]],
    ['is empty', [{ start: 0 }]],
  ])('has a row that %s', (_, there) => {
    expect(difference([row], there)).toEqual([row]);
  });

  it('forgives what a database rounds', () => {
    expect(
      difference([{ start: 0, mean: 1 / 3, sum: 1e9 + 0.1 }], [{ start: 0, mean: 0.3333333333, sum: 1e9 }]),
    ).toEqual([]);
  });

  it('is none between the same rows, and all of them where there is nothing', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(difference(all, all.toReversed())).toEqual([]);
        expect(difference(all, [])).toEqual(all);
        expect(difference([], all)).toEqual([]);
      }),
    );
  });

  it('is none after it was written', () => {
    fc.assert(
      fc.property(rows, rows, (wanted, there) => {
        const stored = new Map<number, StatisticRow>(there.map((one) => [one.start, one]));
        for (const one of difference(wanted, there)) stored.set(one.start, one);

        expect(difference(wanted, [...stored.values()])).toEqual([]);
      }),
    );
  });
});

describe('isEmpty', () => {
  it.each([
    [{ start: 0 }, true],
    [{ start: 0, sum: 5 }, true],
    [{ start: 0, mean: 0 }, false],
    [{ start: 0, state: 0, sum: 0 }, false],
  ])('of %j is %s', (row, expected) => {
    expect(isEmptied(row)).toBe(expected);
  });
});
