import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import type { NightSeries } from '../../src/store/series.js';
import { at, SITES } from './cloud.js';
import { answering, each, HOUR, LATER, MORNING, night, type Params, phase, setUp } from './nights-world.js';
import { sleepRow } from './rows.js';
import { valuesOf } from './samples.js';

describe('nights in detail', () => {
  it('are asked for, the newest first, right after the feed of sleep has brought them', async () => {
    const { round, asked, errors } = setUp();

    const state = await round(MORNING);

    expect(errors).toEqual([]);
    expect(asked()).toEqual(['2026-02-19', '2026-02-18']);
    expect(valuesOf(state)).toMatchObject({ sleep_hrv_rmssd_average: 43.3333 });
    expect(state.readings.sleep_hrv_rmssd_average).toMatchObject({
      ...{ takenAt: at('2026-02-19T05:00:00Z'), groupId: '19', deviceId: 'mat', unit: 'ms', source: 'sleep/rmssd' },
    });
    expect(valuesOf(state)).not.toHaveProperty('sleep_hrv_sdnn_average');
  });

  it('are asked for once, and again when they are revised', async () => {
    const { round, asked, rows } = setUp();
    await round(MORNING);
    asked();

    await round(MORNING + 600);
    expect(asked()).toEqual([]);

    rows.now = [night(18), night(19, { modified: MORNING })];
    await round(MORNING + 1200);
    expect(asked()).toEqual(['2026-02-19']);
  });

  it('are kept as curves and in the archive, what was no reading left out', async () => {
    const { round, series, archive } = setUp({ sleeps: [night(19)] });
    await round(MORNING);
    const start = at('2026-02-18T22:00:00Z');

    expect(series()).toEqual([
      {
        ...{ kind: 'night', instead: { from: start, to: at('2026-02-19T05:00:00Z') } },
        put: [
          {
            ...{ kind: 'night', id: '19', start, end: start + 1800, device: 'mat' },
            stages: [[start, start + 1800, 1]],
            fields: Object.fromEntries(
              ['hr', 'rmssd'].map((field) => [
                field,
                [
                  [start, 40],
                  [start + 60, 40],
                  [start + 180, 50],
                ],
              ]),
            ),
          },
        ],
      },
    ]);
    expect(archive.flatMap(({ put }) => put).map(({ metric, value, groupId }) => [metric, value, groupId])).toEqual([
      ['sleep_hrv_rmssd_average', 43.3333, '19'],
    ]);
  });

  it('are told once each, when they are over, but for those that were there at first', async () => {
    const { round, messages, rows, sync } = setUp();
    expect(messages(await round(MORNING - 24 * HOUR))).toEqual([]);
    rows.now = [night(18), night(19), night(20)];

    // Before ten, whoever sleeps on has not ended the night.
    expect(messages(await round(MORNING))).toEqual([]);
    const [told, ...rest] = messages(await round(LATER));

    expect(rest).toEqual([]);
    expect(told).toMatchObject({
      ...{ id: 'night/20', takenAt: at('2026-02-20T05:00:00Z'), groupId: '20', deviceModel: 'Aura Sensor V2' },
      values: { sleep_hrv_rmssd_average: 43.3333 },
      night: { start: at('2026-02-19T22:00:00Z'), deviceId: 'mat', minutes: 1, stages: [[0, 1800, 1]] },
    });
    expect(told?.night?.curves.heart_rate).toEqual([
      [0, 40],
      [60, 40],
      [180, 50],
    ]);

    sync.change((state) => ({ ...state, outbox: [] }));
    rows.now = [night(18), night(19), night(20, { id: 21, modified: LATER, enddate: at('2026-02-20T05:30:00Z') })];
    expect(messages(await round(LATER + 600))).toEqual([]);
    expect(messages(await round(LATER + 7200))).toEqual([]);
  });

  it('are told as they came: an upload of old data is not, and neither is a night without detail', async () => {
    const { round, messages, rows } = setUp({ detail: answering(phase(at('2026-02-10T23:00:00Z'), [40])) });
    await round(MORNING);

    rows.now = [night(11), night(18), night(19), night(20)];

    expect(messages(await round(LATER + HOUR))).toEqual([]);
  });

  it('are asked for again a few times where there is nothing yet when they are over, and then told', async () => {
    const { round, messages, rows, cloud, asked } = setUp({ detail: { series: [] } });
    await round(MORNING - 24 * HOUR);
    rows.now = [night(18), night(19), night(20)];
    await round(LATER);
    expect(messages(await round(LATER + 600))).toEqual([]);

    cloud.answers[SITES.nights] = each;
    const told = messages(await round(LATER + 1200)).map(({ groupId }) => groupId);
    asked();
    await round(LATER + 1800);

    expect([told, asked()]).toEqual([['20'], []]);
  });

  it('are given up where there is nothing for long, and told when the detail comes after all', async () => {
    const { round, messages, rows, cloud, asked } = setUp({ detail: { series: [] } });
    await round(MORNING - 24 * HOUR);
    rows.now = [night(18), night(19), night(20)];
    asked();
    const days: string[][] = [];
    for (let turn = 0; turn < 6; turn++) {
      await round(LATER + turn * 600);
      days.push(asked());
    }
    expect(days).toEqual([...Array(4).fill(['2026-02-20']), [], []]);

    cloud.answers[SITES.nights] = each;
    rows.now = [night(18), night(19), night(20, { modified: LATER })];

    expect(messages(await round(LATER + 3600)).map(({ groupId }) => groupId)).toEqual(['20']);
  });

  it('of a watch and a mat are kept for each; the means are those of the main one', async () => {
    const start = at('2026-02-18T22:00:00Z');
    const watch = { id: 77, hash_deviceid: 'watch', model_id: 93, model: 16 };
    const { round, series } = setUp({
      sleeps: [night(19), { ...night(19, watch), startdate: start + HOUR }],
      detail: answering(
        phase(start, [40, 40]),
        phase(start, [90], { hash_deviceid: 'watch', model_id: 93 }),
        phase(start + HOUR, [90], { hash_deviceid: 'watch', model_id: 93 }),
      ),
    });

    const state = await round(MORNING);

    expect(valuesOf(state)).toMatchObject({ sleep_hrv_rmssd_average: 40 });
    const put = series().flatMap((change) => change.put) as NightSeries[];
    expect(put.map(({ id, device, stages }) => [id, device, stages.length])).toEqual([
      ['19/watch', 'watch', 2],
      ['19', 'mat', 1],
    ]);
  });

  it('have of a watch what the mat in the same bed does not measure, and say that it is of the watch', async () => {
    const start = at('2026-02-19T22:00:00Z');
    const watch = { hash_deviceid: 'watch', model_id: 94 };
    const { round, rows, cloud, messages, series } = setUp({ sleeps: [night(18)] });
    await round(MORNING);
    rows.now = [night(18), night(20), { ...night(20, { ...watch, id: 77 }), startdate: start + HOUR }];
    cloud.answers[SITES.nights] = answering(
      phase(start, [60, 60], { rmssd: { [start]: 0 } }),
      phase(start, [90, 90], { ...watch, rmssd: { [start]: 44 }, sdnn_1: { [start]: 70 } }),
    );

    const state = await round(LATER);

    const { sleep_hrv_rmssd_average: rmssd, sleep_total: total } = state.readings;
    expect(rmssd).toMatchObject({ value: 44, deviceId: 'watch', deviceModel: 'ScanWatch 2', groupId: '20' });
    expect(total).toMatchObject({ deviceId: 'mat', deviceModel: 'Aura Sensor V2' });
    expect(messages(state)).toMatchObject([
      {
        values: { sleep_hrv_rmssd_average: 44, sleep_hrv_sdnn_average: 70 },
        night: {
          deviceId: 'mat',
          curves: {
            heart_rate: [
              [0, 60],
              [60, 60],
            ],
            hrv_rmssd: [[0, 44]],
          },
        },
      },
    ]);
    const put = series().flatMap((change) => change.put) as NightSeries[];
    expect(
      put.filter(({ id }) => id.startsWith('20')).map(({ device, fields }) => [device, Object.keys(fields)]),
    ).toEqual([
      ['mat', ['hr']],
      ['watch', ['hr', 'sdnn_1', 'rmssd']],
    ]);
  });

  it('in two parts are one, of which each part’s device tells', async () => {
    const evening = sleepRow(1, '2026-02-18T22:00:00Z', '2026-02-19T01:00:00Z');
    const rest = sleepRow(2, '2026-02-19T02:00:00Z', '2026-02-19T06:00:00Z', { hash_deviceid: 'watch', model_id: 93 });
    const { round, cloud } = setUp({
      sleeps: [evening, rest],
      detail: answering(
        phase(evening.startdate, [30]),
        phase(rest.startdate, [50], { hash_deviceid: 'watch' }),
        phase(rest.startdate, [99]),
      ),
    });

    expect(valuesOf(await round(MORNING))).toMatchObject({ sleep_hrv_rmssd_average: 40 });
    expect(cloud.requests.filter(({ site }) => site === SITES.nights)[0]?.params).toMatchObject({
      ...{ startdate: evening.startdate, enddate: rest.enddate },
    });
  });

  it('of 24 hours and more are asked for in calls of 24 hours, and no longer than two days', async () => {
    const end = at('2026-02-19T05:00:00Z');
    const windows = async (hours: number) => {
      const { round, cloud } = setUp({ sleeps: [night(19, { startdate: end - hours * HOUR })] });
      await round(MORNING);
      const calls = cloud.requests.filter(({ site }) => site === SITES.nights);
      return calls.map(({ params }) => (Number(params.enddate) - Number(params.startdate)) / HOUR);
    };

    expect(await windows(24)).toEqual([24]);
    expect(await windows(25)).toEqual([24, 1]);
    expect(await windows(24 * 365)).toEqual([24, 24]);
  });

  it('that go are taken back', async () => {
    const { round, rows, archive, series } = setUp({ sleeps: [night(18), night(19)] });
    await round(MORNING);
    archive.splice(0);

    rows.now = [night(18)];
    const state = await round(MORNING + 600);

    expect(valuesOf(state).sleep_hrv_rmssd_average).toBeNull();
    expect(archive.map(({ put, groups }) => [put, groups])).toEqual([[[], ['19']]]);
    expect(series()).toMatchObject([{ put: [], instead: { from: at('2026-02-18T22:00:00Z') } }]);
  });

  it('that have no value take the one of the night before away', async () => {
    const { round, rows, cloud } = setUp();
    await round(MORNING);
    rows.now = [night(18), night(19), night(20)];
    cloud.answers[SITES.nights] = ({ startdate }: Params) => ({ series: [phase(startdate, [])] });

    expect(valuesOf(await round(MORNING + 600)).sleep_hrv_rmssd_average).toBeNull();
  });
});

it('has rows in the catalogue that are shown in milliseconds', () => {
  expect(accountMetric('sleep_hrv_sdnn_average')).toMatchObject({
    unit: 'ms',
    feed: 'nights',
    stateClass: 'measurement',
  });
});
