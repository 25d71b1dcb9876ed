import { expect } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import type { House } from './house.js';

/** A row as Home Assistant gives it; times in milliseconds. */
export interface Row {
  readonly start: number;
  readonly mean?: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly state?: number | null;
  readonly sum?: number | null;
  readonly last_reset?: number | null;
}

/** Withings' number of a weight. */
export const WEIGHT_TYPE = 1;
const HOUR = 3600;
/** Attribution of what may be another person's on the same scale; accounts leave it out. */
const OF_OTHERS = 1;

/** All hours of a statistic that say something, in the unit that is asked for. */
export async function hoursOf({ ha }: House, id: string, units: Record<string, string> = {}): Promise<Row[]> {
  const command = { type: 'recorder/statistics_during_period', start_time: '1970-01-02T00:00:00Z', period: 'hour' };
  const types = ['mean', 'min', 'max', 'state', 'sum', 'last_reset'];
  const result = await ha.ws<Record<string, Row[]>>({ ...command, statistic_ids: [id], units, types });
  return (result[id] ?? []).filter(({ mean, state }) => mean != null || state != null);
}

/** By hour (seconds since 1970), mean, min and max of an account's measures of a type, straight from its rows. */
export function measuredHours({ measuregrps }: Person, type: number, before: number): Map<number, readonly number[]> {
  const hours = new Map<number, number[]>();
  for (const { category, attrib, date, measures } of measuregrps) {
    for (const measure of category === 1 && attrib !== OF_OTHERS ? measures : []) {
      if (measure.type !== type || date >= before) continue;
      const hour = date - (date % HOUR);
      hours.set(hour, [...(hours.get(hour) ?? []), Number(`${measure.value}e${measure.unit}`)]);
    }
  }
  return new Map(
    [...hours].map(([hour, all]) => [
      hour,
      [all.reduce((sum, value) => sum + value, 0) / all.length, Math.min(...all), Math.max(...all)],
    ]),
  );
}

/** By day, the steps of the watch where it counted, else of the phone. */
export function stepsByDay({ activities = [] }: Person): Map<string, number> {
  const days = new Map<string, number>();
  for (const row of activities) {
    if (!row.is_tracker && days.has(String(row.date))) continue;
    days.set(String(row.date), Number(row.steps));
  }
  for (const row of activities) if (row.is_tracker) days.set(String(row.date), Number(row.steps));
  return days;
}

/** Each hour of a weight is as the person's rows say, and there is no other; but for the last two, which are not over. */
export function compareWeights(rows: readonly Row[], { anna }: House, now: number, since = 0): void {
  const all = measuredHours(anna, WEIGHT_TYPE, now - (now % HOUR) - HOUR);
  const expected = new Map([...all].filter(([hour]) => hour >= since));
  const got = new Map(rows.map(({ start, mean, min, max }) => [start / 1000, [mean, min, max].map(Number)]));
  const wrong = [...expected].filter(([hour, values]) =>
    values.some((value, index) => !(Math.abs((got.get(hour)?.[index] ?? Number.NaN) - value) < 1e-3)),
  );
  const early = [...got.keys()].filter((hour) => !expected.has(hour) && hour < now - 2 * HOUR);
  expect({ wrong, early }).toEqual({ wrong: [], early: [] });
}
