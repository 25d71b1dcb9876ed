import { describe, expect, it } from 'vitest';
import type { ActivityRow, IntradayRow, WorkoutRow } from '../../src/demo/cloud.js';
import { cloudFor } from './helpers.js';

const ALL = { lastupdate: 0 };

const ABOUT = {
  date: '2026-09-30',
  timezone: 'Europe/Amsterdam',
  deviceid: 'w1',
  hash_deviceid: 'w1',
  brand: 1,
  is_tracker: true,
  modified: 50,
  model: 'ScanWatch 2',
  modelid: 94,
};
const COUNTED = {
  steps: 4000,
  distance: 2960.5,
  elevation: 3,
  soft: 1800,
  moderate: 600,
  intense: 60,
  active: 660,
  calories: 164.25,
  totalcalories: 1400.5,
};

describe('getactivity', () => {
  async function days(row: ActivityRow, params: Record<string, string> = {}) {
    const { call } = await cloudFor({ activities: [row] });
    return (await call('/v2/measure', 'getactivity', { ...ALL, ...params })).body.activities;
  }

  it('sends no heart rate unless it is named', async () => {
    expect(await days({ ...ABOUT, ...COUNTED, hr_average: 70, hr_zone_0: 10 })).toEqual([{ ...ABOUT, ...COUNTED }]);
  });

  it('sends just the named fields, flat beside what the row is about', async () => {
    const row = { ...ABOUT, ...COUNTED, hr_average: 70, hr_min: null };

    expect(await days(row, { data_fields: 'steps,hr_average,hr_min,hr_max' })).toEqual([
      { ...ABOUT, steps: 4000, hr_average: 70, hr_min: null },
    ]);
    expect(await days(row, { data_fields: 'nothing' })).toEqual([ABOUT]);
  });

  it('sends several rows of one day, and what is changed while it runs', async () => {
    const phone = { ...ABOUT, brand: 18, is_tracker: false, deviceid: null, hash_deviceid: null, steps: 900 };
    const activities: ActivityRow[] = [{ ...ABOUT, steps: 4000 }, phone];
    const { call } = await cloudFor({ activities });
    const steps = async () => {
      const { body } = await call('/v2/measure', 'getactivity', { ...ALL, data_fields: 'steps' });
      return (body.activities as ActivityRow[]).map((row) => row.steps);
    };

    const before = await steps();
    Object.assign(activities[0] ?? {}, { steps: 4100, modified: 60 });

    expect([before, await steps()]).toEqual([
      [4000, 900],
      [900, 4100],
    ]);
  });
});

describe('getworkouts', () => {
  const row: WorkoutRow = {
    id: 7,
    category: 7,
    timezone: 'Europe/Amsterdam',
    model: 94,
    attrib: 0,
    startdate: 100,
    enddate: 200,
    date: '2026-09-30',
    deviceid: 'w1',
    hash_deviceid: 'w1',
    modified: 260,
    data: { calories: 40, algo_pause_duration: 20, pool_laps: 6, spo2_average: null },
  };

  async function workouts(has: WorkoutRow, params: Record<string, string> = {}) {
    const { call } = await cloudFor({ workouts: [has] });
    return (await call('/v2/measure', 'getworkouts', { ...ALL, ...params })).body.series;
  }

  it('sends the pause alone unless fields are named, null where there is none', async () => {
    expect(await workouts(row)).toEqual([{ ...row, data: { algo_pause_duration: 20 } }]);
    expect(await workouts({ ...row, data: {} })).toEqual([{ ...row, data: { algo_pause_duration: null } }]);
  });

  it('sends just the named fields that the workout has', async () => {
    const named = await workouts(row, { data_fields: 'calories,pool_laps,spo2_average,steps' });

    expect(named).toEqual([{ ...row, data: { calories: 40, pool_laps: 6, spo2_average: null } }]);
  });
});

describe('getintradayactivity', () => {
  const DAY = 86_400;

  function entry(timestamp: number): IntradayRow {
    return { timestamp, deviceid: 'w1', model: 'ScanWatch 2', model_id: 94, steps: timestamp % 100, heart_rate: 60 };
  }

  async function setup(...timestamps: number[]) {
    const { call } = await cloudFor({ intraday: timestamps.map(entry) });
    const read = (params: Record<string, string | number> = {}) => call('/v2/measure', 'getintradayactivity', params);
    const times = async (params: Record<string, string | number>) =>
      Object.keys((await read(params)).body.series as object).map(Number);
    return { read, times };
  }

  it('sends an object by time, with just the named fields', async () => {
    const { read } = await setup(1007);
    const device = { deviceid: 'w1', model: 'ScanWatch 2', model_id: 94 };

    expect((await read({ startdate: 1000, data_fields: 'steps' })).body).toEqual({
      series: { 1007: { ...device, steps: 7 } },
    });
    expect((await read({ startdate: 1000 })).body).toEqual({ series: { 1007: device } });
  });

  it('sends an empty list where there is nothing', async () => {
    expect((await (await setup()).read()).body).toEqual({ series: [] });
  });

  it('sends at most 24 hours from startdate on', async () => {
    const { times } = await setup(999, 1000, 1500, 1000 + DAY, 1001 + DAY);

    expect(await times({ startdate: 1000 })).toEqual([1000, 1500, 1000 + DAY]);
    expect(await times({ startdate: 1000, enddate: 9 * DAY })).toEqual([1000, 1500, 1000 + DAY]);
    expect(await times({ startdate: 1000, enddate: 1500 })).toEqual([1000, 1500]);
  });

  it('sends the newest 24 hours without dates', async () => {
    const { times } = await setup(10, 3 * DAY, 2 * DAY - 1, 2 * DAY);

    expect(await times({})).toEqual([2 * DAY, 3 * DAY]);
    expect(await times({ enddate: 2 * DAY })).toEqual([2 * DAY - 1, 2 * DAY]);
  });

  it('refuses a date that is no number, and needs user.activity', async () => {
    const { read } = await setup();
    const { call } = await cloudFor({}, {}, 'user.metrics');

    expect(await read({ startdate: '2026-09-30' })).toMatchObject({ status: 503 });
    expect(await call('/v2/measure', 'getintradayactivity')).toMatchObject({ status: 403 });
  });
});
