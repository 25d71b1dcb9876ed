import { describe, expect, it } from 'vitest';
import { type Figure, isKept, tableRow, textLine } from '../../bench/figure.js';
import { compare, median } from '../../bench/statistics.js';

const quick = { what: 'it', ours: '2 ms', beside: 'bare: 1 ms', ratio: 2 } as const;

describe('a figure', () => {
  it.each<[Figure, boolean, string]>([
    [{ ...quick, limit: 2, better: 'less' }, true, '| it | 2 ms | bare: 1 ms | 2.00 | at most 2 | yes |'],
    [{ ...quick, limit: 1.5, better: 'less' }, false, '| it | 2 ms | bare: 1 ms | 2.00 | at most 1.5 | no |'],
    [{ ...quick, limit: 0.9, better: 'more' }, true, '| it | 2 ms | bare: 1 ms | 2.00 | at least 0.9 | yes |'],
    [{ ...quick, limit: 3, better: 'more' }, false, '| it | 2 ms | bare: 1 ms | 2.00 | at least 3 | no |'],
    [quick, true, '| it | 2 ms | bare: 1 ms | 2.00 | none | |'],
    [
      { ...quick, unit: 'ms more', limit: 5, better: 'less' },
      true,
      '| it | 2 ms | bare: 1 ms | 2.00 ms more | at most 5 ms more | yes |',
    ],
  ])('%j', (figure, kept, row) => {
    expect(isKept(figure)).toBe(kept);
    expect(tableRow(figure)).toBe(row);
    expect(textLine(figure)).not.toMatch(/at most|at least|yes|no/);
  });

  it('compares two things in turn', async () => {
    const [as, bs] = [
      [2, 9, 4],
      [1, 3, 4],
    ];

    expect(
      await compare(
        3,
        () => as.shift()!,
        () => bs.shift()!,
      ),
    ).toEqual({ a: 4, b: 3, ratio: 2 });
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
