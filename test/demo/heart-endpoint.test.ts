import { describe, expect, it } from 'vitest';
import type { EcgRow } from '../../src/demo/cloud.js';
import { cloudFor } from './helpers.js';

function ecg(timestamp: number, more: Partial<EcgRow> = {}): EcgRow {
  return {
    deviceid: 'w1',
    model: 94,
    ecg: { signalid: timestamp, afib: 0 },
    heart_rate: 62,
    modified: timestamp + 30,
    timestamp,
    timezone: 'Europe/Amsterdam',
    ...more,
  };
}

async function setup(ecgs: EcgRow[], pageSize = 200) {
  const { call } = await cloudFor({ ecgs }, { pageSize });
  const read = (params: Record<string, string | number> = {}) => call('/v2/heart', 'list', params);
  const times = async (params: Record<string, string | number>) =>
    ((await read(params)).body.series as EcgRow[]).map(({ timestamp }) => timestamp);
  return { read, times };
}

describe('heart list', () => {
  it('sends everything without dates, newest first, rows as they are', async () => {
    const pressure = ecg(300, { bloodpressure: { diastole: 80, systole: 120 } });
    const { read } = await setup([ecg(100), pressure]);

    expect(await read()).toEqual({ status: 0, body: { series: [pressure, ecg(100)], more: false, offset: 0 } });
  });

  it('finds by the time of the recording, both ends included', async () => {
    const { times } = await setup([ecg(100), ecg(200), ecg(300)]);

    expect(await times({ startdate: 100, enddate: 200 })).toEqual([200, 100]);
    expect(await times({ startdate: 201 })).toEqual([300]);
    expect(await times({ enddate: 99 })).toEqual([]);
  });

  it('knows no lastupdate', async () => {
    const { times } = await setup([ecg(100)]);

    expect(await times({ lastupdate: 999 })).toEqual([100]);
  });

  it('pages with more and offset', async () => {
    const { read, times } = await setup([ecg(100), ecg(200), ecg(300)], 2);

    expect((await read()).body).toMatchObject({ more: true, offset: 2 });
    expect(await times({ offset: 2 })).toEqual([100]);
    expect((await read({ offset: 2 })).body).toMatchObject({ more: false, offset: 0 });
  });

  it.each([{ startdate: '2026-09-30' }, { enddate: -1 }, { offset: 'x' }])('refuses %j', async (wrong) => {
    const { read } = await setup([]);

    expect(await read(wrong)).toMatchObject({ status: 503, error: `Invalid Params: invalid ${Object.keys(wrong)[0]}` });
  });

  it('needs user.metrics', async () => {
    const { call } = await cloudFor({}, {}, 'user.activity,user.info');

    expect(await call('/v2/heart', 'list')).toMatchObject({ status: 403 });
    expect(await call('/v2/heart', 'get', { signalid: 1 })).toMatchObject({ status: 403 });
  });

  it('sends an empty list to a person without any', async () => {
    const { call } = await cloudFor({});

    expect((await call('/v2/heart', 'list')).body.series).toEqual([]);
  });
});

describe('heart get', () => {
  const curve = { signal: [1, -2], sampling_frequency: 500, wearposition: 3 };

  it('sends the signal of one recording, of half a minute where none was put in', async () => {
    const { call } = await cloudFor({ ecgs: [ecg(100), ecg(200, { curve })] });
    const of = async (signalid: number) => (await call('/v2/heart', 'get', { signalid })).body;

    expect(await of(200)).toEqual({ ...curve, model: 94, heart_rate: 62 });
    const { signal, ...rest } = (await of(100)) as { signal: number[] };
    expect(rest).toEqual({ sampling_frequency: 300, wearposition: 1, model: 94, heart_rate: 62 });
    expect(signal).toHaveLength(9000);
    expect(signal.every(Number.isInteger)).toBe(true);
    expect(Math.max(...signal)).toBeGreaterThan(800);
  });

  it.each([{}, { signalid: 7 }])('refuses %j', async (params) => {
    const { call } = await cloudFor({ ecgs: [ecg(100)] });

    expect(await call('/v2/heart', 'get', params)).toMatchObject({
      status: 503,
      error: 'Invalid Params: invalid signalid',
    });
  });
});
