import { toNumber } from './tolerant.js';

const MAX_EXACT_POWER = 22;
const POWERS = Array.from({ length: MAX_EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));

/**
 * `value` times ten to the power of `unit`, the nearest double to that decimal, as `Number(value + 'e' + unit)` gives
 * it (118003, -3 → 118.003). A product would be off in the last bit for one value in eight. Division is exact here:
 * both sides are integers that a double holds, and IEEE 754 rounds the quotient once. The value may itself be a decimal.
 */
export function decimal(value: number, unit: number): number {
  if (unit <= 0 && unit >= -MAX_EXACT_POWER && Number.isSafeInteger(value)) return value / POWERS[-unit]!;
  if (!Number.isInteger(unit)) return Number.NaN;
  // Very small and very large ones are written with an exponent of their own.
  const [digits, exponent = 0] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + unit}`);
}

/**
 * The number of a `value` with a `unit`: whole as a rule, at times a decimal itself, a text at times; undefined for what is
 * none, and for what is too large to be told apart from its neighbours.
 */
export function toMantissa(value: unknown): number | undefined {
  const number = toNumber(value);
  return number !== undefined && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

/** At most four decimals: what is left of a converted or computed number. */
export function round4(value: number): number {
  return Number(value.toFixed(4));
}

const KILOGRAMS_IN_A_POUND = 0.45359237;

/** International avoirdupois pounds, exact by definition, kept to four decimals. */
export function kilogramsToPounds(kilograms: number): number {
  return round4(kilograms / KILOGRAMS_IN_A_POUND);
}
