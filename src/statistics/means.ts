import { hourOf } from '../feeds/day.js';
import type { StatisticRow } from './recorder.js';

/** A value at a time (seconds since 1970), in the unit in which it is stored. */
export interface Value {
  readonly time: number;
  readonly value: number;
}

/** Mean, min and max of the values of each hour that has any, oldest first. */
export function meanRows(values: readonly Value[]): StatisticRow[] {
  const hours = new Map<number, number[]>();
  for (const { time, value } of values) {
    const hour = hourOf(time);
    const known = hours.get(hour);
    if (known) known.push(value);
    else hours.set(hour, [value]);
  }
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([start, all]) => ({ start, mean: mean(all), min: Math.min(...all), max: Math.max(...all) }));
}

/** Of equal values it is that value, without a rounding of its own. */
function mean(values: readonly number[]): number {
  const [first = 0] = values;
  return values.every((value) => value === first)
    ? first
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}
