import type { WorkoutView } from '../../src/page/api.js';
import type { Frame } from '../charts/frame.js';
import { middleOf, type Step } from '../charts/steps.js';
import type { Zoned } from '../charts/zone.js';

export const DURATION = 'workout_duration';

/** The time spent on workouts, a bar for each day, week or month, in the unit that they have. */
export function workoutBars(workouts: readonly WorkoutView[], step: Step, zoned: Zoned): Frame {
  const bars = new Map<number, number>();
  for (const { start, metrics } of workouts) {
    const value = metrics[DURATION]?.value;
    const time = Date.parse(start) / 1000;
    if (typeof value !== 'number' || Number.isNaN(time)) continue;
    const at = middleOf(zoned.dayOf(time), step, zoned);
    bars.set(at, (bars.get(at) ?? 0) + value);
  }
  const t = [...bars.keys()].sort((a, b) => a - b);
  const values = t.map((time) => bars.get(time));
  return { t, columns: [{ key: DURATION, mark: 'bars', tone: 'chart-1', order: 0, values }], areas: [] };
}
