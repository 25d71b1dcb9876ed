import { describe, expect, it } from 'vitest';
import type { SleepInterval, SleepRow } from '../../src/demo/cloud.js';
import { SLEEP_DEFAULT, SLEEP_FIELDS } from '../../src/demo/data-fields.js';
import { cloudFor } from './helpers.js';

const ROW: SleepRow = {
  id: 1,
  timezone: 'Europe/Amsterdam',
  model: 32,
  model_id: 63,
  hash_deviceid: 'm1',
  startdate: 1000,
  enddate: 30_000,
  date: '2026-09-30',
  created: 30_090,
  modified: 70_000,
  completed: true,
  data: Object.fromEntries(SLEEP_FIELDS.map((field, index) => [field, index])),
};

describe('sleep getsummary', () => {
  async function sleeps(data: SleepRow['data'], params: Record<string, string> = {}) {
    const { call } = await cloudFor({ sleeps: [{ ...ROW, data }] });
    return (await call('/v2/sleep', 'getsummary', { lastupdate: 0, ...params })).body.series as SleepRow[];
  }

  it('sends 15 durations and counts unless fields are named', async () => {
    const [row] = await sleeps(ROW.data);

    expect({ ...row, data: {} }).toEqual({ ...ROW, data: {} });
    expect(Object.keys(row?.data ?? {}).toSorted()).toEqual([...SLEEP_DEFAULT].sort());
    expect(SLEEP_DEFAULT).toHaveLength(15);
  });

  it('sends every one of the 46 fields that is named', async () => {
    const [row] = await sleeps(ROW.data, { data_fields: SLEEP_FIELDS.join(',') });

    expect(row?.data).toEqual(ROW.data);
    expect(SLEEP_FIELDS).toHaveLength(46);
  });

  it('leaves out what the night does not have, and keeps null and text', async () => {
    const data = { sleep_score: 80, asleepduration: null, night_events: '{"1":[0]}', hr_average: 55 };

    const [row] = await sleeps(data, { data_fields: 'sleep_score,asleepduration,night_events,snoring' });

    expect(row?.data).toEqual({ sleep_score: 80, asleepduration: null, night_events: '{"1":[0]}' });
  });
});

describe('sleep get', () => {
  const DAY = 86_400;

  function interval(startdate: number, more: Partial<SleepInterval> = {}): SleepInterval {
    const device = { model: 'Aura Sensor V2', model_id: 63, hash_deviceid: 'm1' };
    return { startdate, enddate: startdate + 600, state: 1, ...device, ...more };
  }

  async function setup(nights: SleepInterval[]) {
    const { call } = await cloudFor({ nights });
    const read = (params: Record<string, string | number>) => call('/v2/sleep', 'get', params);
    const starts = async (params: Record<string, string | number>) =>
      ((await read(params)).body.series as SleepInterval[]).map(({ startdate }) => startdate);
    return { read, starts };
  }

  it('sends a list of intervals, with maps only where they are named', async () => {
    const { read } = await setup([interval(1200, { hr: { 1200: 55 }, rr: { 1200: 14 } })]);
    const window = { startdate: 1000, enddate: 2000 };

    expect((await read(window)).body).toEqual({ series: [interval(1200)], model: 32 });
    expect((await read({ ...window, data_fields: 'hr,snoring' })).body.series).toEqual([
      interval(1200, { hr: { 1200: 55 } }),
    ]);
  });

  it('finds what touches the window, but no more than 24 hours', async () => {
    const { starts } = await setup([100, 700, 1300, 700 + DAY, 2000 + DAY].map((start) => interval(start)));

    expect(await starts({ startdate: 700, enddate: 1300 })).toEqual([700]);
    expect(await starts({ startdate: 1000, enddate: 9 * DAY })).toEqual([700, 1300, 700 + DAY]);
  });

  it('says which kind of device it was', async () => {
    const tracker = await setup([interval(1200, { model_id: 94 })]);
    const nothing = await setup([]);

    expect((await tracker.read({ startdate: 1000, enddate: 2000 })).body.model).toBe(16);
    expect((await nothing.read({ startdate: 1000, enddate: 2000 })).body.series).toEqual([]);
  });

  it.each([
    ['startdate', { enddate: 5 }],
    ['enddate', { startdate: 5 }],
    ['startdate', { startdate: '2026-09-30', enddate: 5 }],
  ])('refuses a wrong or missing %s (%j)', async (wrong, params) => {
    const { read } = await setup([]);

    expect(await read(params)).toMatchObject({ status: 503, error: `Invalid Params: invalid ${wrong}` });
  });

  it('needs user.activity, not user.sleepevents', async () => {
    const { call } = await cloudFor({}, {}, 'user.sleepevents');

    expect(await call('/v2/sleep', 'get', { startdate: 1, enddate: 2 })).toMatchObject({ status: 403 });
  });
});
