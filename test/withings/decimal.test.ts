import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, kilogramsToPounds, round4 } from '../../src/withings/decimal.js';

describe('decimal', () => {
  it('is the nearest double to the decimal, for all integers and exponents', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: -22, max: 22 }), (value, unit) => {
        expect(decimal(value, unit)).toBe(Number(`${value}e${unit}`));
      }),
      { numRuns: 3000 },
    );
  });

  it('is exact for values that are decimals themselves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        fc.nat(8),
        fc.integer({ min: -9, max: 9 }),
        (digits, places, unit) => {
          expect(decimal(Number(`${digits}e-${places}`), unit)).toBe(Number(`${digits}e${unit - places}`));
        },
      ),
    );
  });

  it.each([
    [118_003, -3, 118.003],
    [70_700, -3, 70.7],
    [7_035, -2, 70.35],
    [33, -1, 3.3],
    [2252, 0, 2252],
    [17, 1, 170],
    [0, -3, 0],
    [-4, -1, -0.4],
    [1, -30, 1e-30],
  ])('%i and %i: %f', (value, unit, expected) => expect(decimal(value, unit)).toBe(expected));

  it('has no number for half an exponent', () => expect(decimal(7, -1.5)).toBeNaN());
});

describe('kilogramsToPounds', () => {
  it('divides by 0.45359237, exact to four decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500_000 }), (grams) => {
        // grams * 100 / 45359237 pounds, in whole ten-thousandths, without a double
        const [numerator, denominator] = [BigInt(grams) * 1_000_000_000n * 2n, 45_359_237n];
        const rounded = (numerator + denominator) / (2n * denominator);

        expect(kilogramsToPounds(decimal(grams, -3))).toBe(Number(`${rounded}e-4`));
      }),
    );
  });

  it.each([
    [0.453_592_37, 1],
    [100, 220.4623],
    [72.35, 159.5044],
    [0, 0],
  ])('%f kg are %f lb', (kilograms, pounds) => expect(kilogramsToPounds(kilograms)).toBe(pounds));
});

describe('round4', () => {
  it.each([
    [1.000_04, 1],
    [1.000_06, 1.0001],
    [-2.345_67, -2.3457],
    [72.35, 72.35],
    [12_345_678, 12_345_678],
  ])('%f: %f', (value, expected) => expect(round4(value)).toBe(expected));
});
