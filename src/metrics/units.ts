import { kilogramsToPounds, round4 } from '../withings/decimal.js';

/** What an account sees: metric; us: lb, °F, ft, mi; uk: st, °C, ft, mi. */
export type UnitSystem = 'metric' | 'us' | 'uk';

interface Conversion {
  readonly unit: string;
  readonly convert: (value: number) => number;
}

const POUND: Conversion = { unit: 'lb', convert: kilogramsToPounds };
const STONE: Conversion = { unit: 'st', convert: (kilograms) => round4(kilograms / (14 * 0.45359237)) };
const FAHRENHEIT: Conversion = { unit: '°F', convert: (celsius) => round4((celsius * 9) / 5 + 32) };
const MILE: Conversion = { unit: 'mi', convert: (metres) => round4(metres / 1609.344) };
const FOOT: Conversion = { unit: 'ft', convert: (metres) => round4(metres / 0.3048) };

const CONVERSIONS: Readonly<Record<UnitSystem, Readonly<Record<string, Conversion>>>> = {
  metric: {},
  us: { kg: POUND, 'kg/week': weekly(POUND), '°C': FAHRENHEIT, m: FOOT },
  uk: { kg: STONE, 'kg/week': weekly(STONE), m: FOOT },
};

function weekly({ unit, convert }: Conversion): Conversion {
  return { unit: `${unit}/week`, convert };
}

/** The way somebody went is in miles, where a height is in feet. */
const FAR: Readonly<Record<UnitSystem, Conversion | undefined>> = { metric: undefined, us: MILE, uk: MILE };

function conversion(system: UnitSystem, unit: string | null, far: boolean): Conversion | undefined {
  return far && unit === 'm' ? FAR[system] : CONVERSIONS[system][unit ?? ''];
}

/** The unit in which a system shows one of ours. `far` says that it is a way somebody went. */
export function unitIn(system: UnitSystem, unit: string | null, far = false): string | null {
  return conversion(system, unit, far)?.unit ?? unit;
}

/** Decimals that say as much in a large unit as none do in ours. */
const DECIMALS: Readonly<Record<string, number>> = { mi: 2, st: 2, 'st/week': 3 };

/** How many decimals a system shows of a metric; undefined for as many as there are. */
export function decimalsIn(system: UnitSystem, { unit, far, precision }: Shown): number | undefined {
  const shown = unitIn(system, unit, far);
  return shown === unit ? precision : (DECIMALS[shown ?? ''] ?? precision);
}

interface Shown {
  readonly unit: string | null;
  readonly far?: true;
  readonly precision?: number;
}

/** A number of ours in a system's unit, exact to four decimals; as it is where nothing is converted. */
export function convertTo(system: UnitSystem, value: number, unit: string | null, far = false): number {
  return conversion(system, unit, far)?.convert(value) ?? value;
}
