import { expect, it } from 'vitest';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import { nightsInParts } from '../../src/metrics/night.js';
import type { EcgSignalView, EcgView, NightCourseView, NightView, WorkoutView } from '../../src/page/api.js';
import { livedHouse } from './lived-archive.js';

it('the demo’s last months: nights, workouts and ECGs are those that the bridge knows', async () => {
  const { get, state, anna, errors } = await livedHouse();
  const people = '/api/people/anna';

  const nights = (await get(`${people}/nights`)).json<NightView[]>();
  const workouts = (await get(`${people}/workouts`)).json<WorkoutView[]>();
  const ecgs = (await get(`${people}/ecgs`)).json<EcgView[]>();

  expect(errors).toEqual([]);
  expect(nights.length).toBeGreaterThan(100);
  expect(nights.map(({ date }) => date)).toEqual(nights.map(({ date }) => date).toSorted());
  expect(new Set(nights.map(({ date }) => date)).size).toBe(nights.length);
  const last = nights.at(-1)!;
  for (const key of ['sleep_total', 'sleep_score', 'sleep_heart_rate_average', 'sleep_hrv_rmssd_average']) {
    expect(last.metrics[key]).toMatchObject({
      ...{ value: state.readings[key]!.value, unit: accountMetric(key)!.unit, kind: 'number' },
    });
  }
  expect(last.metrics.sleep_start).toMatchObject({ value: last.start, kind: 'time', unit: null });
  expect([last.detail, nights[0]!.detail]).toEqual([true, false]);

  expect(workouts).toHaveLength(anna.workouts!.length);
  expect(workouts.map(({ start }) => start)).toEqual(
    workouts
      .map(({ start }) => start)
      .toSorted()
      .reverse(),
  );
  expect(workouts[0]).toMatchObject({
    ...{ type: state.readings.workout_type!.value, id: state.readings.workout_type!.groupId },
    metrics: { workout_duration: { value: state.readings.workout_duration!.value, unit: 'min', precision: 0 } },
  });

  expect(ecgs).toHaveLength(anna.ecgs!.filter(({ ecg }) => ecg).length);
  const withSignal = ecgs.find(({ signal }) => signal)!;
  const { signal, ...ecg } = (await get(`${people}/ecgs/${withSignal.id}`)).json<EcgSignalView>();
  expect(ecg).toMatchObject({ id: withSignal.id, recorded: withSignal.recorded, metrics: withSignal.metrics });
  expect([signal.length > 1000, ecg.frequency]).toEqual([true, expect.any(Number)]);
});

it('a night has its course: what its device saw, in order, within it', async () => {
  const { get, state } = await livedHouse();
  const newest = nightsInParts(state.records!.sleep!, state.zone!)[0]!.night;

  const night = (await get(`/api/people/anna/nights/${newest.date}`)).json<NightCourseView>();

  expect(night).toMatchObject({ date: newest.date, detail: true });
  expect(Date.parse(night.start!) / 1000).toBe(newest.start);
  expect(Object.keys(night.curves)).toEqual(expect.arrayContaining(['heart_rate', 'respiratory_rate', 'hrv_rmssd']));
  expect(night.curves.heart_rate).toMatchObject({ unit: 'bpm' });
  const { t, v } = night.curves.heart_rate!;
  expect([t.length > 100, t.length]).toEqual([true, v.length]);
  expect(t).toEqual(t.toSorted((a, b) => a - b));
  const edges: number[] = [];
  for (const [from, to] of night.stages) edges.push(from, to);
  expect(edges).toEqual(edges.toSorted((a, b) => a - b));
  expect(edges[0]).toBeGreaterThanOrEqual(newest.start);
  expect(edges.at(-1)).toBeLessThanOrEqual(newest.end);
  const seconds = (name: string) =>
    night.stages.filter(([, , stage]) => stage === name).reduce((sum, [from, to]) => sum + to - from, 0);
  const hours = night.metrics.sleep_deep!.value as number;
  expect(Math.abs(seconds('deep') / 3600 - hours)).toBeLessThan(0.2);
});
