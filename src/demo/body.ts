import { type Algorithm, measure } from './measure-groups.js';
import type { Measure } from './types.js';

/** What stands on the scale. */
export interface Body {
  /** Kilograms. */
  readonly weight: number;
  /** Percent. */
  readonly fatRatio: number;
}

const WHOLE_BODY = 7;

/** Position (2 right arm, 3 left arm, 10 left leg, 11 right leg, 12 torso) and share of the whole. */
const LEAN_SHARES = [
  [12, 0.519],
  [10, 0.176],
  [3, 0.061],
  [11, 0.181],
  [2, 0.063],
] as const;
const FAT_SHARES = [
  [12, 0.634],
  [10, 0.134],
  [3, 0.056],
  [11, 0.124],
  [2, 0.052],
] as const;

/**
 * What a Body Scan sends in one group, in its order and with its exponents: the whole body at position 7 (types 5 and 8
 * twice, as live), the five segments of 173, 174 and 175, and the fat ratio with no position.
 */
export function bodyScanMeasures({ weight, fatRatio }: Body, algorithm: Algorithm, weightUnit = -3): Measure[] {
  const fat = (weight * fatRatio) / 100;
  const lean = weight - fat;
  const muscle = lean * 0.951;
  const water = lean * 0.676;
  const outside = lean * 0.281;
  const whole = (type: number, quantity: number, unit = -2) =>
    measure(type, quantity, unit, { ...algorithm, position: WHOLE_BODY });
  const segments = (type: number, quantity: number, shares: typeof LEAN_SHARES | typeof FAT_SHARES) =>
    shares.map(([position, share]) => measure(type, quantity * share, -2, { ...algorithm, position }));
  return [
    measure(1, weight, weightUnit, algorithm),
    whole(5, lean),
    whole(5, lean),
    whole(8, fat),
    whole(8, fat),
    whole(76, muscle),
    whole(77, water),
    whole(88, lean - muscle),
    whole(168, outside),
    whole(169, water - outside),
    whole(170, fatRatio * 0.08, -1),
    ...segments(173, lean, LEAN_SHARES),
    ...segments(174, fat, FAT_SHARES),
    ...segments(175, muscle, LEAN_SHARES),
    whole(226, 370 + 21.6 * lean, 0),
    whole(227, 18 + fatRatio * 0.7, 0),
    measure(6, fatRatio, -3, algorithm),
  ];
}

/** What a Body+ sends here: weight, fat ratio, fat mass and fat-free mass, with no position. */
export function bodyPlusMeasures({ weight, fatRatio }: Body, algorithm: Algorithm): Measure[] {
  const fat = (weight * fatRatio) / 100;
  return [
    measure(1, weight, -3, algorithm),
    measure(8, fat, -2, algorithm),
    measure(5, weight - fat, -2, algorithm),
    measure(6, fatRatio, -3, algorithm),
  ];
}
