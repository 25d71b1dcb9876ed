import type { WorkoutView } from '../../src/page/api.js';
import type { Frame } from '../charts/frame.js';
import type { Zoned } from '../charts/zone.js';

export const DURATION = 'workout_duration';

/** From so many days on a bar is a week: days would be too thin to be seen. */
const MOST_DAYS = 120;
const WEEK = 7;

/** How many days a bar stands for. */
export function daysOfBar(days: number): 1 | 7 {
  return days > MOST_DAYS ? WEEK : 1;
}

/** The time spent on workouts, a bar for each day or week, in the unit that they have; a week begins with Monday. */
export function workoutBars(workouts: readonly WorkoutView[], days: 1 | 7, zoned: Zoned): Frame {
  const bars = new Map<number, number>();
  for (const { start, metrics } of workouts) {
    const value = metrics[DURATION]?.value;
    const time = Date.parse(start) / 1000;
    if (typeof value !== 'number' || Number.isNaN(time)) continue;
    const at = zoned.noonOf(days === 1 ? time : middleOfWeek(time, zoned));
    bars.set(at, (bars.get(at) ?? 0) + value);
  }
  const t = [...bars.keys()].sort((a, b) => a - b);
  const values = t.map((time) => bars.get(time));
  return { t, columns: [{ key: DURATION, mark: 'bars', tone: 'chart-1', order: 0, values }], areas: [] };
}

/** A time on its Thursday. */
function middleOfWeek(time: number, zoned: Zoned): number {
  const weekday = (new Date(`${zoned.dayOf(time)}T00:00:00Z`).getUTCDay() + 6) % WEEK;
  // Noon and an hour more or less, where the clocks change, are the same day.
  return zoned.noonOf(time) + (3 - weekday) * 86_400;
}
