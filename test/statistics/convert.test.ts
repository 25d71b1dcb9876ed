import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitConverter } from '../../src/statistics/convert.js';

/** Units by what they measure: those of one row can be told in one another. */
const CLASSES = [
  ['kg', 'g', 'mg', 'µg', 'lb', 'oz', 'st'],
  ['m', 'mm', 'cm', 'km', 'in', 'ft', 'yd', 'mi', 'nmi'],
  ['s', 'ms', 'µs', 'min', 'h', 'd', 'w'],
  ['kcal', 'cal', 'Mcal', 'Gcal', 'J', 'kJ', 'MJ', 'Wh', 'kWh'],
  ['m/s', 'km/h', 'mph', 'kn', 'ft/s'],
  ['%', 'ppm', 'ppb'],
  ['°C', '°F', 'K'],
];

const pair = fc
  .constantFrom(...CLASSES)
  .chain((units) => fc.tuple(fc.constantFrom(...units), fc.constantFrom(...units)));

describe('unitConverter', () => {
  it.each([
    [1, 'kg', 'lb', 2.2046226218487757],
    [1, 'lb', 'kg', 0.45359237],
    [1, 'st', 'kg', 6.35029318],
    [16, 'oz', 'lb', 1],
    [2500, 'g', 'kg', 2.5],
    [1, 'mi', 'm', 1609.344],
    [1, 'mi', 'ft', 5280],
    [1, 'nmi', 'km', 1.852],
    [1, 'ft', 'in', 12],
    [3, 'ft', 'yd', 1],
    [7.5, 'h', 'min', 450],
    [1, 'w', 'd', 7],
    [850, 'ms', 's', 0.85],
    [1, 'kcal', 'kJ', 4.184],
    [1, 'kWh', 'MJ', 3.6],
    [1000, 'kcal', 'Mcal', 1],
    [1, 'Gcal', 'kcal', 1_000_000],
    [4184, 'J', 'kcal', 1],
    [1, 'm/s', 'km/h', 3.6],
    [1, 'mph', 'km/h', 1.609344],
    [1, 'kn', 'km/h', 1.852],
    [1, 'ft/s', 'm/s', 0.3048],
    [1, '%', 'ppm', 10_000],
    [37, '°C', '°F', 98.6],
    [-40, '°F', '°C', -40],
    [0, '°C', 'K', 273.15],
    [212, '°F', 'K', 373.15],
  ])('makes of %f %s, in %s, %f', (value, from, to, expected) => {
    expect(unitConverter(from, to)?.(value)).toBeCloseTo(expected, 9);
  });

  it('leaves a value as it is, to the last bit, where the unit is the same or there is none', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom('kg', 'bpm', 'steps', '°F', null), (value, unit) => {
        expect(unitConverter(unit, unit)?.(value)).toBe(value);
      }),
    );
  });

  it('comes back to where it was', () => {
    fc.assert(
      fc.property(pair, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([from, to], value) => {
        const there = unitConverter(from, to)!(value);

        expect(Math.abs(unitConverter(to, from)!(there) - value)).toBeLessThan(1e-8 * Math.max(1, Math.abs(value)));
      }),
    );
  });

  it('knows no way between what is measured differently', () => {
    const units = CLASSES.flatMap((row, index) => row.map((unit) => ({ unit, index })));
    for (const from of units) {
      for (const to of units.filter(({ index }) => index !== from.index)) {
        expect(unitConverter(from.unit, to.unit), `${from.unit} to ${to.unit}`).toBeUndefined();
      }
    }
  });

  it.each([
    ['kg', null],
    [null, 'kg'],
    ['steps', 'kg'],
    ['bpm', 'br/min'],
    ['kg/week', 'lb/week'],
    ['kg', 'stones'],
  ])('knows no way from %s to %s', (from, to) => {
    expect(unitConverter(from, to)).toBeUndefined();
  });
});
