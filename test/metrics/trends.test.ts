import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { average, recentAverage, type TimedValue, weeklyTrend } from '../../src/metrics/trends.js';

const DAY = 86_400;
const WEEK = 7 * DAY;
const NOW = 1_772_345_525;

/** Values at days before now, newest first. */
const points = (...pairs: [days: number, value: number][]): TimedValue[] =>
  pairs.map(([days, value]) => ({ time: NOW - days * DAY, value }));

describe('average', () => {
  it.each<[number[], number, number | undefined]>([
    [[72.3, 72.5, 72.4], 3, 72.4],
    [[1, 2], 2, 1.5],
    [[1, 1, 2], 3, 1.3333],
    [[0, 0, 0], 3, 0],
    [[1, 2], 3, undefined],
    [[], 1, undefined],
  ])('of %j, of %i at least, is %s', (values, least, expected) => {
    expect(
      average(
        values.map((value, time) => ({ time, value })),
        least,
      ),
    ).toBe(expected);
  });
});

describe('the order of the points', () => {
  it('decides nothing, not even the last digit', () => {
    const rows = points([0, 68.933], [3, 68.152], [5, 67.128], [6, 67.536]);

    expect(average(rows.toReversed(), 3)).toBe(average(rows, 3));
  });

  it('decides no trend', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 67_000, max: 69_000 })), { minLength: 3 }),
        (pairs) => {
          const rows = points(...pairs.map(([days, grams]): [number, number] => [days, grams / 1000]));

          expect(weeklyTrend(rows.toReversed(), 30)).toBe(weeklyTrend(rows, 30));
        },
      ),
    );
  });
});

describe('recentAverage', () => {
  it('takes the days up to the newest, not up to now', () => {
    const old = points([20, 80], [21, 82], [26.9, 87], [27, 1000], [40, 2000]);

    expect(recentAverage(old, 7, 2)).toBe(83);
    expect(recentAverage(old.toReversed(), 7, 2)).toBe(83);
  });

  it.each([[points()], [points([0, 70])], [points([0, 70], [7, 71])]])('is not known from %j', (rows) => {
    expect(recentAverage(rows, 7, 2)).toBeUndefined();
  });
});

describe('weeklyTrend', () => {
  it.each<[string, TimedValue[], number | undefined]>([
    ['a kilogram a week less', points([0, 70], [7, 71], [14, 72]), -1],
    ['half a kilogram a week more, in any order', points([14, 70], [0, 71], [7, 70.5]), 0.5],
    ['nothing', points([0, 70], [3, 70], [9, 70]), 0],
    // Around the mean of 5 days and 71 kg: (-5*1 + 0*-2 + 5*1) / 50 a day.
    ['ups and downs', points([0, 72], [5, 69], [10, 72]), 0],
    // (-7*-1 + 0*0 + 7*2) of days and kilograms around (7, 71) over 98 square days: 3/14 a day.
    ['a steep end', points([0, 73], [7, 71], [14, 70]), 1.5],
    ['the days up to the newest alone', points([0, 70], [7, 71], [29.9, 74], [30, 900]), -0.9316],
    ['two values', points([0, 70], [14, 72]), undefined],
    ['three in less than a week', points([0, 70], [3, 71], [6.99, 72]), undefined],
    ['three at one time', points([0, 70], [0, 71], [0, 72]), undefined],
    ['nothing at all', [], undefined],
  ])('of %s', (_, rows, expected) => expect(weeklyTrend(rows, 30)).toBe(expected));

  it('is the slope of least squares, as exact arithmetic has it', () => {
    const series = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 29 * DAY }), fc.integer({ min: 30_000, max: 200_000 })),
      {
        minLength: 3,
        maxLength: 40,
      },
    );

    fc.assert(
      fc.property(series, (pairs) => {
        const times = pairs.map(([seconds]) => seconds);
        const slope = weeklyTrend(
          pairs.map(([seconds, grams]) => ({ time: NOW - seconds, value: grams / 1000 })),
          30,
        );
        const isShort = Math.max(...times) - Math.min(...times) < WEEK;
        expect(slope === undefined).toBe(isShort);
        if (!isShort) expect(Math.abs(slope! - exactSlope(pairs))).toBeLessThan(0.000_051);
      }),
    );
  });

  it('leaves no other line that fits better', () => {
    const rows = points([0, 70.2], [2, 70.9], [3, 70.1], [8, 71.7], [15, 71.2], [22, 73]);
    const slope = weeklyTrend(rows, 30)!;

    for (const other of [slope - 0.01, slope + 0.01]) expect(misfit(rows, other)).toBeGreaterThan(misfit(rows, slope));
  });
});

/** Kilograms a week, by the textbook's sums, in whole seconds and grams. */
function exactSlope(pairs: readonly (readonly [number, number])[]): number {
  const sum = (of: (x: bigint, y: bigint) => bigint) =>
    pairs.reduce((total, [seconds, grams]) => total + of(BigInt(-seconds), BigInt(grams)), 0n);
  const n = BigInt(pairs.length);
  const above = n * sum((x, y) => x * y) - sum((x) => x) * sum((_, y) => y);
  const below = n * sum((x) => x * x) - sum((x) => x) ** 2n;
  const millionths = (above * BigInt(WEEK) * 1_000_000n) / below;
  return Number(millionths) / 1e9;
}

/** The sum of squares that a line of this slope leaves at its best height. */
function misfit(rows: readonly TimedValue[], slope: number): number {
  const rest = rows.map(({ time, value }) => value - (slope * (time - NOW)) / WEEK);
  const mean = rest.reduce((a, b) => a + b, 0) / rest.length;
  return rest.reduce((total, value) => total + (value - mean) ** 2, 0);
}
