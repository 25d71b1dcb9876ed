import type { SeriesView } from '../../src/page/api.js';
import type { Days } from './days.js';
import { addDays, type Zoned } from './zone.js';

/** What a bar stands for; a week begins with Monday. */
export type Step = 'day' | 'week' | 'month';

/** More bars than that are too thin to be seen. */
const MOST_BARS = 120;

/** @param days how many are shown */
export function stepOf(days: number): Step {
  if (days <= MOST_BARS) return 'day';
  return days <= 7 * MOST_BARS ? 'week' : 'month';
}

/** The whole day, week or month that a day lies in. */
export function stepAround(day: string, step: Step): Days {
  if (step === 'day') return { from: day, to: day };
  if (step === 'month') {
    const from = `${day.slice(0, 7)}-01`;
    return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) };
  }
  const monday = addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
  return { from: monday, to: addDays(monday, 6) };
}

/** The same, as far as it has come: what is yet to be is not named. */
export function daysSoFar(day: string, step: Step, today: string): Days {
  const { from, to } = stepAround(day, step);
  return { from, to: to > today ? today : to };
}

/** Noon in the middle of the step that a day lies in: there its bar stands. */
export function middleOf(day: string, step: Step, zoned: Zoned): number {
  const { from, to } = stepAround(day, step);
  const middle = addDays(from, (Date.parse(to) - Date.parse(from)) / 86_400_000 / 2);
  return zoned.noonOf(zoned.startOf(middle));
}

/** One value for each step: the mean of its days, of each of which the last value counts. */
export function stepped(series: SeriesView, step: Step, zoned: Zoned): SeriesView {
  const days = series.t.map(zoned.dayOf);
  const sums = new Map<string, { readonly day: string; sum: number; count: number }>();
  for (const [at, day] of days.entries()) {
    const value = series.v[at];
    if (day === days[at + 1] || typeof value !== 'number') continue;
    const { from } = stepAround(day, step);
    const known = sums.get(from) ?? { day, sum: 0, count: 0 };
    known.sum += value;
    known.count++;
    sums.set(from, known);
  }
  const { min: _, max: __, ...rest } = series;
  const all = [...sums.values()];
  return {
    ...rest,
    t: all.map(({ day }) => middleOf(day, step, zoned)),
    v: all.map(({ sum, count }) => sum / count),
  };
}
