import { expect, it } from 'vitest';
import type { WorkoutView } from '../../src/page/api.js';
import { zoned } from '../../web/charts/zone.js';
import { workoutBars } from '../../web/workouts/workout-bars.js';

const BERLIN = zoned('Europe/Berlin');

it('workouts of a day are one bar, in the middle of it', () => {
  const list = [workout('2026-11-28T18:00:00+01:00', 30), workout('2026-11-28T07:00:00+01:00', 15)];
  const { t, columns } = workoutBars(list, 'day', BERLIN);
  expect(t).toEqual([Date.parse('2026-11-28T12:00:00+01:00') / 1000]);
  expect(columns[0]?.values).toEqual([45]);
});

it('in a long time a bar is a week, from Monday to Sunday, over the change of the clocks, too', () => {
  const days = ['2026-10-19', '2026-10-25', '2026-10-26'].map((day) => workout(`${day}T10:00:00Z`, 10));
  const { t, columns } = workoutBars(days, 'week', BERLIN);
  expect(t.map((time) => BERLIN.dayOf(time))).toEqual(['2026-10-22', '2026-10-29']);
  expect(columns[0]?.values).toEqual([20, 10]);
});

it('one without a length, or of no time, makes none', () => {
  expect(workoutBars([workout('2026-11-28T18:00:00Z', null), workout('?', 5)], 'day', BERLIN).t).toEqual([]);
});

function workout(start: string, value: number | null): WorkoutView {
  const duration = { names: { en: 'x', de: 'x' }, value, unit: 'min', kind: 'number', precision: 0 } as const;
  return { id: start, type: null, start, end: null, metrics: { workout_duration: duration } };
}
