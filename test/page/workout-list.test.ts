import { describe, expect, it } from 'vitest';
import type { WorkoutView } from '../../src/page/api.js';
import { at } from '../feeds/cloud.js';
import { reading } from '../store/samples.js';
import { archiveHouse } from './archive-house.js';

const WORKOUTS = '/api/people/anna/workouts';

/** What the archive has of a workout of half an hour. */
const workout = (id: string, start: number, type: string) => {
  const end = start + 1800;
  return [
    reading('workout_start', end, start, id),
    reading('workout_end', end, end, id),
    reading('workout_type', end, type, id),
    reading('workout_steps', end, 3000, id),
  ];
};

async function active() {
  const here = await archiveHouse();
  await here.put('workouts', [
    ...workout('a', at('2026-03-01T08:00:00Z'), 'run'),
    // Over midnight in Berlin.
    ...workout('b', at('2026-03-01T22:45:00Z'), 'dancing'),
    ...workout('c', at('2026-03-03T08:00:00Z'), 'run'),
  ]);
  return here;
}

describe('workouts', () => {
  it('are a list, the newest first, each of the day on which it begins', async () => {
    const { get } = await active();
    const ids = async (query: string) => (await get(`${WORKOUTS}?${query}`)).json<WorkoutView[]>().map(({ id }) => id);

    expect(await ids('')).toEqual(['c', 'b', 'a']);
    expect(await ids('from=2026-03-01&to=2026-03-01')).toEqual(['b', 'a']);
    expect(await ids('from=2026-03-02&to=2026-03-02')).toEqual([]);
    expect(await ids('from=0001-01-01&to=9999-12-31')).toEqual(['c', 'b', 'a']);
  });

  it('have a type, a beginning and an end, and no more metrics than are wanted', async () => {
    const { get } = await active();

    const [one] = (await get(`${WORKOUTS}?metrics=workout_steps`)).json<WorkoutView[]>();
    const wrong = await get(`${WORKOUTS}?metrics=weight`);

    expect(one).toEqual({
      ...{ id: 'c', type: 'run', start: '2026-03-03T09:00:00+01:00', end: '2026-03-03T09:30:00+01:00' },
      metrics: { workout_steps: expect.objectContaining({ value: 3000, unit: 'steps', kind: 'number' }) },
    });
    expect([wrong.status, wrong.json().code]).toEqual([400, 'unknown_metric']);
  });

  it('are none of somebody without any', async () => {
    const { get } = await archiveHouse();

    expect((await get(WORKOUTS)).json()).toEqual([]);
    expect((await get('/api/people/ben/workouts')).json()).toEqual([]);
  });
});
