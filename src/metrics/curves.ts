import type { Point } from '../withings/timed.js';

/** By field, as Withings calls it, such as `hr`: its values in the order of time. */
export type Curves = Readonly<Record<string, readonly Point[]>>;

/** A state of sleep get from a time to another, seconds since 1970. */
export type Stage = readonly [start: number, end: number, state: number];

/** Fields of sleep get and of getintradayactivity that no living body has at 0: there was no reading. */
const NEVER_0: ReadonlySet<string> = new Set([
  ...['hr', 'rr', 'sdnn_1', 'rmssd', 'heart_rate', 'sdnn1', 'spo2_auto', 'core_body_temperature'],
]);

/** Whether a field's value says something. */
export function isMeasured(field: string, value: number): boolean {
  return value > 0 || (value === 0 && !NEVER_0.has(field));
}
