import { describe, expect, it } from 'vitest';
import { workouts } from '../../src/feeds/workouts.js';
import { at, createWorld, news, SITES } from './cloud.js';
import { page, workoutRow } from './rows.js';
import { type EMPTY, valuesOf } from './samples.js';

const RUN = workoutRow(2, '2026-02-28T10:00:00Z', {
  category: 2,
  data: { calories: 300, hr_average: 150, hr_min: 90, hr_max: 180, hr_zone_3: 600, distance: 5000, intensity: 60 },
});
const WALK = workoutRow(1, '2026-02-27T10:00:00Z');
const NOON = at('2026-02-28T12:00:00Z');

async function synced(...rows: unknown[]) {
  const world = createWorld([workouts], { [SITES.workouts]: page('series', ...rows) });
  await world.round(NOON);
  expect(world.errors).toEqual([]);
  return {
    ...world,
    values: () => valuesOf(world.sync.state()),
    async answer(now: number, ...next: unknown[]) {
      world.cloud.answers[SITES.workouts] = page('series', ...next);
      return valuesOf(await world.round(now));
    },
  };
}

describe('the workouts feed', () => {
  it('reads everything once, then a window that reaches back to the two newest workouts', async () => {
    const old = workoutRow(3, '2026-01-10T10:00:00Z');
    const { cloud, round } = await synced(old);
    await round(NOON + 600);
    cloud.answers[SITES.workouts] = page('series', old, RUN);
    await round(NOON + 1200);
    await round(NOON + 1800);

    const ranges = cloud.requests.map(({ params: { data_fields: _, ...range } }) => range);
    expect(ranges).toEqual([
      { lastupdate: 0, offset: undefined },
      { startdateymd: '2026-01-10', enddateymd: '2026-03-01', offset: undefined },
      { startdateymd: '2026-01-10', enddateymd: '2026-03-01', offset: undefined },
      { startdateymd: '2026-01-10', enddateymd: '2026-03-01', offset: undefined },
    ]);
  });

  it('finds that the newest is gone, though the one before it is long ago', async () => {
    const old = workoutRow(3, '2026-01-10T10:00:00Z', { category: 6 });
    const { answer } = await synced(old, RUN);

    const after = await answer(NOON + 600, old);

    expect(after).toMatchObject({ workout_type: 'bicycling' });
  });

  it.each([
    ['in order', [WALK, RUN]],
    ['in reverse', [RUN, WALK]],
  ])('shows the newest by its end, whatever was changed last, %s', async (_, rows) => {
    const edited = rows.map((row) => (row === WALK ? { ...row, modified: NOON } : row));

    const { sync, values } = await synced(...edited);

    expect(values()).toMatchObject({ workout_type: 'run', workout_start: RUN.startdate, workout_duration: 30 });
    expect(sync.state().readings.workout_type).toMatchObject({ takenAt: RUN.enddate, deviceModel: 'ScanWatch' });
  });

  it.each([
    ['in order', [0, 1]],
    ['in reverse', [1, 0]],
  ])('shows of two that overlap the one that ended last, %s', async (_, order) => {
    const hike = { ...workoutRow(3, '2026-02-28T09:00:00Z', { category: 3 }), enddate: NOON - 600 };
    const rows = order.map((index) => [hike, RUN][index]);

    const { sync, values, answer } = await synced(...rows);
    expect(values()).toMatchObject({ workout_type: 'hiking', workout_end: hike.enddate });
    expect(sync.state().readings.workout_type).toMatchObject({ takenAt: hike.enddate });

    const stretching = workoutRow(4, '2026-02-28T10:40:00Z', { category: 6 });
    expect(await answer(NOON + 600, ...rows, stretching)).toMatchObject({ workout_type: 'hiking' });
    expect(await answer(NOON + 1200, RUN, stretching)).toMatchObject({ workout_type: 'bicycling' });
  });

  it.each([
    [272, 'multi_sport'],
    [550, 'hiit'],
    [9999, 'category_9999'],
    [null, 'unknown'],
  ])('names category %s %s', async (category, name) => {
    expect((await synced({ ...RUN, category })).values().workout_type).toBe(name);
  });

  it('skips a row that says that there was none', async () => {
    expect((await synced(WALK, { ...RUN, category: 128 })).values().workout_type).toBe('walk');
    expect((await synced({ ...RUN, category: 128 })).values()).toEqual({});
  });

  it('leaves nothing of an older workout behind', async () => {
    const { values, answer } = await synced(RUN);
    expect(values()).toMatchObject({ workout_heart_rate_average: 150, workout_distance: 5000, workout_intensity: 60 });
    const swim = workoutRow(4, '2026-02-28T11:00:00Z', {
      category: 7,
      data: { pool_laps: 40, hr_average: 0, hr_min: 0, hr_max: 0, intensity: 0, distance: null },
    });

    const after = await answer(NOON + 600, RUN, swim);

    const withValue = Object.entries(after).filter(([, value]) => value !== null);
    expect(Object.fromEntries(withValue)).toEqual({
      workout_type: 'swimming',
      workout_start: swim.startdate,
      workout_end: swim.enddate,
      workout_duration: 30,
      workout_pool_laps: 40,
    });
    expect(after).toMatchObject({ workout_heart_rate_average: null, workout_heart_rate_zone_maximal: null });
  });

  it.each(['intensity', 'manual_intensity', 'manual_distance', 'manual_calories', 'spo2_average'])(
    'takes a %s of 0 for none, and for no metric when there never was one',
    async (field) => {
      const { values } = await synced({ ...RUN, data: { [field]: 0, steps: 0 } });

      expect(values()).not.toHaveProperty(`workout_${field}`);
      expect(values().workout_steps).toBe(0);
    },
  );

  it('corrects one that is edited, and tells nobody', async () => {
    const { sync, answer } = await synced(WALK, RUN);

    const after = await answer(NOON + 600, WALK, {
      ...RUN,
      category: 1,
      modified: NOON + 500,
      data: { calories: 310 },
    });

    expect(after).toMatchObject({ workout_type: 'walk', workout_active_calories: 310, workout_distance: null });
    expect(news(sync.state())).toEqual([]);
  });

  it('falls back to the one before when the newest is deleted', async () => {
    const { answer } = await synced(WALK, RUN);

    expect(await answer(NOON + 600, WALK)).toMatchObject({ workout_type: 'walk', workout_heart_rate_average: null });
  });

  it('does not go over an empty answer', async () => {
    const { answer } = await synced(WALK, RUN);

    expect((await answer(NOON + 600)).workout_type).toBe('run');
  });

  it('tells of each one that is new, once', async () => {
    const { sync, answer } = await synced(WALK);
    await answer(NOON + 600, WALK, RUN);

    await answer(NOON + 1200, WALK, RUN);

    expect(sync.state().outbox).toMatchObject([
      { id: 'workout/2', type: 'workout', attribution: 0, takenAt: RUN.enddate, values: { workout_type: 'run' } },
    ]);
    const { values = {} } = sync.state().outbox?.[0] ?? {};
    expect(Object.values(values)).not.toContain(null);
  });

  it('tells of the first one of all, when the history was empty', async () => {
    const { sync, answer } = await synced();
    expect(sync.state().records?.workouts).toEqual([]);

    await answer(NOON + 600, RUN);

    expect(news(sync.state())).toEqual(['workout 2']);
  });

  it.each([
    [20, 20],
    [21, 0],
  ])('tells of %i at once: %i', async (count, told) => {
    const { sync, answer } = await synced(WALK);
    const many = Array.from({ length: count }, (_, index) =>
      workoutRow(100 + index, `2026-02-28T0${Math.floor(index / 10)}:0${index % 10}:00Z`, { created: NOON + 500 }),
    );

    await answer(NOON + 600, WALK, ...many);

    expect(news(sync.state())).toHaveLength(told);
    expect(sync.state().records?.workouts).toHaveLength(count + 1);
  });

  it.each([
    ['known ones', [RUN]],
    ['none', []],
  ])('tells of no old one that is uploaded beside %s', async (_, known) => {
    const { sync, answer } = await synced(...known);
    const old = [1, 2].map((id) => workoutRow(50 + id, `2025-06-0${id}T10:00:00Z`, { created: NOON + 500 }));

    await answer(NOON + 600, ...known, ...old);

    expect(news(sync.state())).toEqual([]);
  });

  it('tells of each new one beside one that a wrong clock has put into the future', async () => {
    const { sync, answer } = await synced(WALK, workoutRow(9, '2036-02-28T10:00:00Z'));

    await answer(NOON + 600, WALK, RUN);

    expect(news(sync.state())).toEqual(['workout 2']);
  });

  it('keeps a record of another kind with the same id out of it', async () => {
    const night = { metric: 'sleep_total', value: 7, groupId: '2', takenAt: 5, source: 'getsummary/x' };
    const readings = { sleep_total: night } as unknown as typeof EMPTY.readings;
    const world = createWorld([workouts], { [SITES.workouts]: page('series', WALK, RUN) }, { readings });
    await world.round(NOON);
    world.cloud.answers[SITES.workouts] = page('series', WALK);

    expect((await world.round(NOON + 600)).readings.sleep_total).toEqual(night);
  });
});
