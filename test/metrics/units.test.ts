import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertTo, type UnitSystem, unitIn } from '../../src/metrics/units.js';
import { MEASURES } from './measure-keys.js';

const SYSTEMS: readonly UnitSystem[] = ['metric', 'us', 'uk'];

/** `value` thousandths times the fraction, rounded to four decimals without a double. */
function exactly(thousandths: number, numerator: bigint, denominator: bigint): number {
  const [top, bottom] = [2n * BigInt(thousandths) * numerator * 10n, 2n * denominator];
  return Number(`${(top + denominator) / bottom}e-4`);
}

describe('units', () => {
  it.each<readonly [UnitSystem, number, string, number, string]>([
    ['us', 72.35, 'kg', 159.5044, 'lb'],
    ['us', 0.453_592_37, 'kg', 1, 'lb'],
    ['us', 100, 'kg', 220.4623, 'lb'],
    ['uk', 72.35, 'kg', 11.3932, 'st'],
    ['uk', 6.350_293_18, 'kg', 1, 'st'],
    ['uk', 118.003, 'kg', 18.5823, 'st'],
    ['us', 36.6, '°C', 97.88, '°F'],
    ['us', 0, '°C', 32, '°F'],
    ['us', -40, '°C', -40, '°F'],
    ['us', 37.123, '°C', 98.8214, '°F'],
    ['us', 1.78, 'm', 5.8399, 'ft'],
    ['us', 0.3048, 'm', 1, 'ft'],
    ['uk', 1.78, 'm', 5.8399, 'ft'],
    ['uk', 36.6, '°C', 36.6, '°C'],
    ['metric', 72.351_234_5, 'kg', 72.351_234_5, 'kg'],
    ['metric', 36.6, '°C', 36.6, '°C'],
    ['metric', 1.78, 'm', 1.78, 'm'],
  ])('%s: %f %s are %f %s', (system, value, unit, converted, shown) => {
    expect([convertTo(system, value, unit), unitIn(system, unit)]).toEqual([converted, shown]);
  });

  it('are exact to four decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), (thousandths) => {
        const value = Number(`${thousandths}e-3`);
        // thousandths of a kg over 0.45359237 kg, 6.35029318 kg and 0.3048 m; 9/5 of a degree, and 32
        expect(convertTo('us', value, 'kg')).toBe(exactly(thousandths, 100_000_000n, 45_359_237n));
        expect(convertTo('uk', value, 'kg')).toBe(exactly(thousandths, 100_000_000n, 635_029_318n));
        expect(convertTo('uk', value, 'm')).toBe(exactly(thousandths, 10_000n, 3048n));
        expect(convertTo('us', value, '°C')).toBe(Number(`${thousandths * 18 + 320_000}e-4`));
      }),
      { numRuns: 500 },
    );
  });

  it('leave alone what nobody converts', () => {
    const converted = ['kg', '°C', 'm'];
    const units = new Set([...MEASURES.map(([, , unit]) => unit), 'steps', 'h', 'kg/m²', 'km', null]);

    for (const unit of units) {
      if (unit !== null && converted.includes(unit)) continue;
      for (const system of SYSTEMS) {
        expect([unitIn(system, unit), convertTo(system, 12.345_678, unit)]).toEqual([unit, 12.345_678]);
      }
    }
  });
});
