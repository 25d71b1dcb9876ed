import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import { goals } from '../../src/feeds/goals.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import { NAP_METRICS } from '../../src/metrics/catalogue/sleep.js';
import { createTrendWorld } from '../bridge/trend-world.js';
import api from '../fixtures/api-fields.json' with { type: 'json' };
import { createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';
import { valuesOf } from './samples.js';

/** Withings' word for what was not analysed. */
const none = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, -1]));
const NIGHT = ['2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z'] as const;
const BEFORE = ['2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z'] as const;

describe('a -1, by which Withings says that there is none', () => {
  it('leaves the rest of a night', async () => {
    const data = {
      total_sleep_time: 16_860,
      apnea_hypopnea_index: -1,
      breathing_disturbances_intensity: -1,
      sleep_score: 20,
    };
    const analysed = sleepRow(1, ...BEFORE, { data: { apnea_hypopnea_index: 4, breathing_disturbances_intensity: 9 } });
    const world = createWorld([sleep], { [SITES.sleep]: page('series', analysed) });
    await world.round();
    world.cloud.answers[SITES.sleep] = page('series', analysed, sleepRow(2, ...NIGHT, { data }));

    const state = await world.round();

    expect(valuesOf(state)).toMatchObject({
      sleep_total: 4.6833,
      sleep_score: 20,
      sleep_apnea_hypopnea_index: null,
      sleep_breathing_disturbances: null,
    });
    expect(Object.keys(state.outbox?.[0]?.values ?? {}).toSorted()).toEqual([
      'sleep_end',
      'sleep_score',
      'sleep_start',
      'sleep_total',
    ]);
  });

  it.each([
    [
      'night',
      sleep,
      SITES.sleep,
      sleepRow(1, ...NIGHT, { data: none(api.sleep_summary_fields) }),
      ['sleep_start', 'sleep_end'],
    ],
    [
      'workout',
      workouts,
      SITES.workouts,
      workoutRow(1, '2026-02-28T10:00:00Z', { category: -1, data: none(api.workout_fields) }),
      ['workout_type', 'workout_start', 'workout_end', 'workout_duration'],
    ],
    ['ECG', ecgs, SITES.ecgs, ecgRow(1, '2026-02-28T10:00:00Z', { heart_rate: -1 }), ['ecg_afib', 'ecg_recorded']],
  ])('has no value in any field of a %s, nor an entity', async (_, feed, site, row, rest) => {
    const world = createWorld([feed], { [site]: page('series', row) });

    const values = valuesOf(await world.round());
    const words = ['sleep_core_body_temperature_status', 'workout_core_body_temperature_status'];
    expect(
      Object.keys(values)
        .filter((key) => !words.includes(key))
        .toSorted(),
    ).toEqual(rest.toSorted());
    expect(values.workout_type ?? 'unknown').toBe('unknown');
  });

  it('as the time asleep lets the next best stand in, of a night and of a nap', async () => {
    const night = sleepRow(1, ...NIGHT, { data: { total_sleep_time: -1, asleepduration: 21_600 } });
    const nap = sleepRow(2, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', { data: { total_sleep_time: -1 } });
    const world = createWorld([sleep], { [SITES.sleep]: page('series', night, nap) });

    expect(valuesOf(await world.round())).toMatchObject({ sleep_total: 6, [NAP_METRICS[0]!.key]: 60 });
  });

  it('has no value in any field of a day, and comes into no average', async () => {
    const days = [2, 3, 4, 5].map((age) => dayRow(`2026-02-2${9 - age}`, age === 2 ? -1 : 9000));
    const today = dayRow('2026-03-01', 100, none(api.activity_fields.filter((field) => field !== 'steps')));
    const world = await createTrendWorld([activity], { [SITES.activity]: page('activities', today, ...days) });

    expect(valuesOf(await world.round())).toEqual({ activity_steps: 100, activity_steps_average_7d: 9000 });

    world.cloud.answers[SITES.activity] = page('activities', dayRow('2026-03-01', -1), ...days);
    expect(valuesOf(await world.round()).activity_steps).toBeNull();
  });

  it('is no goal', async () => {
    const none = { steps: -1, sleep: -1, weight: { value: -1000, unit: -3 } };
    const world = createWorld([goals], { [SITES.goals]: { goals: none } });

    expect(valuesOf(await world.round())).toEqual({});
  });
});
