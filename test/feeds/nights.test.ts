import { describe, expect, it } from 'vitest';
import { nights } from '../../src/feeds/nights.js';
import { sleep } from '../../src/feeds/sleep.js';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { NightSeries } from '../../src/store/series.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { InvalidParametersError, TransportError, WithingsError } from '../../src/withings/errors.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { type Answers, at, createWorld, SITES, takeArchive } from './cloud.js';
import { page, sleepRow } from './rows.js';
import { valuesOf } from './samples.js';

const HOUR = 3600;
/** Nights of the week before, from 23:00 to 6:00 in Berlin. */
const dayOf = (day: number) => `2026-02-${String(day).padStart(2, '0')}`;
const night = (day: number, more: Readonly<Record<string, unknown>> = {}) =>
  sleepRow(day, `${dayOf(day - 1)}T22:00:00Z`, `${dayOf(day)}T05:00:00Z`, more);
const MORNING = at('2026-02-20T06:00:00Z');
const LATER = at('2026-02-20T09:30:00Z');

type Params = { readonly startdate: number; readonly enddate: number };

/** Half an hour asleep with these values, a minute each. */
function phase(startdate: number, values: readonly number[], more: object = {}) {
  const points = Object.fromEntries(values.map((value, index) => [startdate + index * 60, value]));
  const enddate = startdate + 1800;
  return { startdate, enddate, state: 1, model_id: 63, hash_deviceid: 'mat', rmssd: points, hr: points, ...more };
}
const answering =
  (...phases: readonly ReturnType<typeof phase>[]) =>
  ({ startdate, enddate }: Params) => ({
    series: phases.filter((one) => one.enddate > startdate && one.startdate < enddate),
  });
/** The same course in each night. */
const each = ({ startdate }: Params) => ({ series: [phase(startdate, [40, 40, 0, 50])] });

interface Options {
  readonly detail?: unknown;
  readonly sleeps?: readonly unknown[];
  readonly more?: Answers;
}

function setUp({ detail = each, sleeps = [night(18), night(19)], more = {} }: Options = {}) {
  const archive: ArchiveChange[] = [];
  const rows = { now: sleeps };
  const lacking: string[] = [];
  const world = createWorld(
    [sleep, nights],
    { [SITES.sleep]: () => page('series', ...rows.now), [SITES.nights]: detail, ...more },
    {},
    {
      onState(_, __, changes = []) {
        const all = [...changes];
        takeArchive(all);
        archive.push(...all.filter(({ feed }) => feed === 'nights'));
      },
      onFeedLacking: (feed) => void lacking.push(feed),
    },
  );
  const asked = () => {
    const windows = world.cloud.requests.filter(({ site }) => site === SITES.nights).map(({ params }) => params);
    world.cloud.requests.splice(0);
    return windows.map(({ startdate }) => new Date((Number(startdate) + 8 * HOUR) * 1000).toISOString().slice(0, 10));
  };
  const messages = (state: PersonState) => (state.outbox ?? []).filter((one) => one.night !== undefined);
  /** As the scheduler does it when nobody asks. */
  const poll = async (now: number) => {
    world.time.now = now;
    await fetchAll(world.sync, [sleep, nights], false);
    return world.sync.state();
  };
  const series = () => archive.flatMap((change) => change.series ?? []);
  return { ...world, rows, archive, asked, messages, series, lacking, poll };
}

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

describe('the nights before', () => {
  const DAY = 86_400;
  const MANY = Array.from({ length: 120 }, (_, index) => {
    const end = at('2026-02-20T05:00:00Z') - index * DAY;
    const iso = (time: number) => new Date(time * 1000).toISOString();
    return sleepRow(1000 - index, iso(end - 7 * HOUR), iso(end));
  });
  /** As the cloud answers it for a range of days. */
  const listed = ({ startdateymd, enddateymd }: { readonly startdateymd?: string; readonly enddateymd?: string }) =>
    page(
      'series',
      ...MANY.filter(({ date }) => startdateymd === undefined || (date >= startdateymd && date <= enddateymd!)),
    );

  it('come at leisure, a few at a time, the newest first, as far as 90 days back, each once', async () => {
    const { poll, asked, archive, messages, cloud } = setUp({ more: { [SITES.sleep]: listed } });
    cloud.serverTime.now = MORNING * 1000;
    const all: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      // A clock that is set back for years leads no further.
      const state = await poll(MORNING + turn * 600 - (turn > 20 ? 3650 * DAY : 0));
      expect(messages(state)).toEqual([]);
      const some = asked();
      expect(some.length).toBeLessThanOrEqual(6);
      all.push(...some);
    }

    expect(all).toEqual(MANY.slice(0, 90).map(({ date }) => date));
    expect(archive.flatMap(({ put }) => put)).toHaveLength(90);
  });

  it('go on behind one that always fails', async () => {
    const bad = MANY[40]!;
    const detail = (params: Params) => {
      if (params.startdate === bad.startdate) throw new TransportError('odd');
      return each(params);
    };
    const { poll, archive, errors } = setUp({ detail, more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 40; turn++) await poll(MORNING + turn * 600);

    expect(errors).toHaveLength(1);
    expect(archive.flatMap(({ put }) => put)).toHaveLength(89);
  });

  it('stay where they are while the cloud is away', async () => {
    const { poll, cloud, archive } = setUp({ more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 8; turn++) await poll(MORNING + turn * 600);
    cloud.answers[SITES.nights] = new TransportError('away');
    for (let turn = 8; turn < 12; turn++) await poll(MORNING + turn * 600);
    cloud.answers[SITES.nights] = each;
    for (let turn = 12; turn < 40; turn++) await poll(MORNING + turn * 600);

    expect(archive.flatMap(({ put }) => put)).toHaveLength(90);
  });

  it('wait while somebody asks', async () => {
    const { round, asked } = setUp({ more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 10; turn++) await round(MORNING + turn * 600);

    expect(asked()).toEqual(MANY.slice(0, 20).map(({ date }) => date));
  });

  it('show nothing of theirs', async () => {
    const { poll } = setUp({ more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 10; turn++) await poll(MORNING + turn * 600);

    const state = await poll(MORNING + 6000);

    expect(state.readings.sleep_hrv_rmssd_average?.takenAt).toBe(at('2026-02-20T05:00:00Z'));
  });
});

describe('nights that Withings does not give', () => {
  const refusal = new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 });

  it('are lacking, which is said once and is no error', async () => {
    const { round, sync, lacking, errors } = setUp({ detail: refusal });
    await round(MORNING);

    const state = await round(MORNING + 600);

    expect([sync.well(), sync.complete()]).toEqual([true, true]);
    expect([lacking, errors, [...sync.problems()]]).toEqual([['nights'], [], []]);
    expect(state.feeds.nights).toMatchObject({ refused: true });
    expect(state.feeds.nights).not.toHaveProperty('lastError');
  });

  it('keep no other night back', async () => {
    const broken = ({ startdate }: Params) => {
      if (startdate === at('2026-02-18T22:00:00Z')) throw new TransportError('odd');
      return each({ startdate, enddate: 0 });
    };
    const { round, archive, errors, cloud, asked } = setUp({ detail: broken });

    await round(MORNING);
    expect(errors.map((error) => (error as Error).message)).toEqual(['odd']);
    expect(archive.flatMap(({ put }) => put).map(({ groupId }) => groupId)).toEqual(['18']);

    cloud.answers[SITES.nights] = new InvalidParametersError('no such night');
    await round(MORNING + 600);
    asked();
    await round(MORNING + 1200);
    expect(asked()).toEqual([]);
  });

  it('leave the login alone: a turn without a call says nothing of it', async () => {
    const log: string[] = [];
    const world = createWorld([nights], {}, { records: { sleep: [] } }, { onAuthorization: (word) => log.push(word) });

    await world.round(MORNING);

    expect([log, world.cloud.requests]).toEqual([[], []]);
    expect(world.sync.state().feeds.nights).not.toHaveProperty('lastSuccess');
  });
});

it('has rows in the catalogue that are shown in milliseconds', () => {
  expect(accountMetric('sleep_hrv_sdnn_average')).toMatchObject({
    unit: 'ms',
    feed: 'nights',
    stateClass: 'measurement',
  });
});
