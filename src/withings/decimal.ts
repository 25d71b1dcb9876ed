const MAX_EXACT_POWER = 22;
const POWERS = Array.from({ length: MAX_EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));

/**
 * `value` times ten to the power of `unit`, the nearest double to that decimal, as `Number(value + 'e' + unit)` gives
 * it (118003, -3 → 118.003). A product would be off in the last bit for one value in eight. Division is exact here:
 * both sides are integers that a double holds, and IEEE 754 rounds the quotient once.
 */
export function decimal(value: number, unit: number): number {
  if (unit <= 0 && unit >= -MAX_EXACT_POWER && Number.isSafeInteger(value)) return value / POWERS[-unit]!;
  return Number.isInteger(unit) ? Number(`${value}e${unit}`) : Number.NaN;
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
