import { describe, expect, it } from 'vitest';
import { intraday } from '../../src/feeds/intraday.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { SeriesChange } from '../../src/store/series.js';
import type { ActivityDay } from '../../src/withings/activity.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { at, createCloud, createWorld, SITES, takeArchive } from './cloud.js';
import { EMPTY, rulesOf } from './samples.js';

const NOON = at('2026-03-01T11:00:00Z');
const MIDNIGHT = at('2026-02-28T23:00:00Z');
const DAY = 86_400;
const HOUR = 3600;
const WATCH = { deviceid: 'watch', model: 'ScanWatch 2', model_id: 94 };

const activityDay = (date: string, modified: number): ActivityDay => ({
  ...{ date, modified, timezone: 'Europe/Berlin', brand: 1, isTracker: true, deviceId: 'watch', model: 'ScanWatch 2' },
  data: { steps: 100 },
});

function setUp(series: unknown) {
  const changes: SeriesChange[] = [];
  const left: string[] = [];
  const world = createWorld(
    [intraday],
    { [SITES.intraday]: { series } },
    {},
    {
      onState(_, __, archive = []) {
        const all = [...archive];
        takeArchive(all);
        changes.push(...all.flatMap((change) => change.series ?? []));
      },
      onFuture: (feed) => void left.push(feed),
    },
  );
  const windows = () => {
    return world.cloud.requests.splice(0).map(({ params: { startdate, enddate } }) => [startdate, enddate]);
  };
  /** As the scheduler does it when nobody asks. */
  const poll = async (now: number) => {
    world.time.now = now;
    await fetchAll(world.sync, [intraday], false);
    return world.sync.state();
  };
  return { ...world, changes, left, windows, poll };
}

describe('the curve of the day', () => {
  it('reads 24 hours at first and once each day, and six hours with every other poll', async () => {
    const { poll, windows, round } = setUp([]);
    for (let now = NOON; now <= NOON + DAY; now += 600) await poll(now);
    await round(NOON + DAY + 600);

    const read = windows().map(([start, end]) => [Number(start), Number(end)] as const);
    const hours = read.map(([start, end]) => (end - start) / HOUR);
    expect(read.map(([, end]) => end)).toEqual(Array.from({ length: 146 }, (_, poll) => NOON + poll * 600));
    // At first, after midnight, and when somebody asks.
    expect(hours.flatMap((long, poll) => (long === 24 ? [poll] : []))).toEqual([0, 72, 145]);
    expect(hours.filter((long) => long === 24 || Math.abs(long - 6) < 0.2)).toHaveLength(146);
  });

  it('reads what came while nobody asked, of a week at most', async () => {
    const { poll, windows } = setUp([]);
    await poll(NOON);
    await poll(NOON + 10 * HOUR);
    await poll(NOON + 3 * DAY);
    await poll(NOON + 30 * DAY);

    // A call for each 24 hours.
    const calls = windows();
    expect(calls.slice(0, 2)).toEqual([
      [NOON - DAY, NOON],
      [NOON - 6 * HOUR, NOON + 10 * HOUR],
    ]);
    expect(calls[2]?.[0]).toBe(NOON + 4 * HOUR);
    expect(calls.at(-1)?.[1]).toBe(NOON + 30 * DAY);
    expect(calls.find(([from]) => Number(from) > NOON + 3 * DAY)?.[0]).toBe(NOON + 23 * DAY);
    expect(calls).toHaveLength(2 + 3 + 7);
  });

  it('reads a day of which the activity has heard late, as a whole and once', async () => {
    const { poll, round, windows, changes, cloud, sync } = setUp([]);
    const counted = (day: string, modified: number) => activityDay(day, modified);
    const days = (...activity: ActivityDay[]) => sync.change((state) => ({ ...state, activity }));
    const old = counted('2026-02-25', NOON - 3 * DAY);
    days(old, counted('2026-02-27', NOON - DAY), counted('2026-02-28', NOON - HOUR));
    await poll(NOON);
    await poll(NOON + 600);
    windows();

    // The watch has found its phone: three days, and some of today, come at once.
    const found = NOON + 700;
    days(old, ...['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01'].map((day) => counted(day, found)));
    cloud.answers[SITES.intraday] = ({ startdate, enddate }: { startdate: number; enddate: number }) => {
      const times = [-60, -30, -15, -2].map((hours) => MIDNIGHT + hours * HOUR);
      const seen = times.filter((time) => time >= startdate && time <= enddate);
      return { series: Object.fromEntries(seen.map((time) => [time, { ...WATCH, heart_rate: 60 }])) };
    };
    // Whoever has asked does not wait for that.
    await round(NOON + 800);
    expect(windows()).toEqual([[NOON + 800 - DAY, NOON + 800]]);
    changes.splice(0);
    await poll(NOON + 1200);

    const whole = [3, 2, 1].map((before) => [MIDNIGHT - before * DAY, MIDNIGHT - (before - 1) * DAY - 1]);
    expect(windows()).toEqual([[NOON + 800 - 6 * HOUR, NOON + 1200], ...whole]);
    expect(changes.map(({ put, within }) => [put.map(({ id }) => id), within])).toEqual(
      ['2026-02-26', '2026-02-27', '2026-02-28'].map((id, index) => [
        [id],
        { from: whole[index]![0], to: whole[index]![1]! + 1 },
      ]),
    );
    await poll(NOON + 1800);
    expect(windows()).toHaveLength(1);

    days(counted('2026-02-28', found + 1200));
    await poll(NOON + 2400);
    expect(windows().slice(1)).toEqual([whole[2]]);
  });

  it('reads a late day another time where there is no room for it now, and has what is new before', async () => {
    const room = { is: false };
    const work: string[] = [];
    const { client, requests, answers } = createCloud({ [SITES.intraday]: { series: { [NOON]: { heart_rate: 70 } } } });
    const start = { ...EMPTY, zone: 'Europe/Berlin', activity: [activityDay('2026-02-26', NOON - 5)] };
    const fetch = (state: PersonState) =>
      intraday.fetch({
        ...{ ...rulesOf(), client, state, now: NOON, thorough: false },
        leisurely: async (calls) => room.is && calls(),
        progress: async (answer) => void work.push(`heart rate ${answer(state).state.readings.heart_rate?.value}`),
      });
    const before = {
      ...start,
      feeds: { intraday: { windowRead: NOON - 60, lastSuccess: NOON - 60, cursor: NOON - 60 } },
    };

    const without = (await fetch(before))(before).state;
    expect([requests.length, without.feeds.intraday?.cursor]).toEqual([1, NOON - 60]);
    room.is = true;
    const read = (await fetch(without))(without).state;
    expect([requests.length, read.feeds.intraday?.cursor]).toEqual([3, NOON - 5]);
    expect(work).toEqual(['heart rate 70', 'heart rate 70']);

    answers[SITES.intraday] = ({ enddate }: { enddate: number }) => {
      if (enddate < NOON) throw new Error('the line is dead');
      return { series: [] };
    };
    await expect(fetch(without)).rejects.toThrow('the line is dead');
  });

  it('shows the newest heart rate, with its time and device', async () => {
    const { poll, cloud } = setUp({
      [NOON - 60]: { ...WATCH, heart_rate: 71 },
      [NOON - 600]: { ...WATCH, heart_rate: 64 },
      [NOON - 30]: { ...WATCH, heart_rate: 0, steps: 4 },
      [NOON - 20]: { ...WATCH, heart_rate: null },
    });
    const { readings } = await poll(NOON);

    expect(readings.heart_rate).toEqual({
      ...{ metric: 'heart_rate', value: 71, unit: 'bpm', takenAt: NOON - 60, createdAt: NOON - 60 },
      ...{ modifiedAt: NOON - 60, attribution: null, deviceId: 'watch', deviceModel: 'ScanWatch 2', groupId: null },
      source: 'getintradayactivity/heart_rate',
    });

    cloud.answers[SITES.intraday] = { series: { [NOON - 400]: { heart_rate: 55 } } };
    expect((await poll(NOON + 600)).readings.heart_rate).toEqual(readings.heart_rate);
    cloud.answers[SITES.intraday] = { series: { [NOON + 500]: { heart_rate: '80' } } };
    expect((await poll(NOON + 1200)).readings.heart_rate?.value).toBe(80);
  });

  it('keeps a series for each day of the account’s zone, what says nothing left out', async () => {
    const { poll, changes } = setUp({
      [MIDNIGHT - 600]: { ...WATCH, heart_rate: 55, steps: 0, rmssd: 0, sdnn1: 40 },
      [MIDNIGHT]: { ...WATCH, heart_rate: 54 },
      [MIDNIGHT + 600]: { ...WATCH, deviceid: 'other', steps: 'x', heart_rate: -1, calories: 1.5 },
      [MIDNIGHT + 2 * DAY]: {},
    });
    await poll(NOON);

    const within = { from: NOON - DAY, to: NOON + 1 };
    expect(changes).toEqual([
      {
        ...{ kind: 'day', within },
        put: [
          {
            ...{ kind: 'day', id: '2026-02-28', start: MIDNIGHT - DAY, end: MIDNIGHT, device: 'watch' },
            fields: {
              steps: [[MIDNIGHT - 600, 0]],
              heart_rate: [[MIDNIGHT - 600, 55]],
              sdnn1: [[MIDNIGHT - 600, 40]],
            },
          },
        ],
      },
      {
        ...{ kind: 'day', within },
        put: [
          {
            ...{ kind: 'day', id: '2026-03-01', start: MIDNIGHT, end: MIDNIGHT + DAY, device: null },
            fields: { calories: [[MIDNIGHT + 600, 1.5]], heart_rate: [[MIDNIGHT, 54]] },
          },
        ],
      },
    ]);
  });

  it('goes by the cloud’s clock where its own is years back', async () => {
    const { poll, cloud, windows } = setUp([]);
    cloud.serverTime.now = NOON * 1000;
    await poll(5);

    expect(windows()).toEqual([[NOON - DAY, NOON]]);
  });

  it('takes nothing back for an empty answer, and leaves out what is still to come', async () => {
    const { poll, changes, left } = setUp({ [NOON + 2 * DAY]: { heart_rate: 60 } });
    const { readings } = await poll(NOON);

    expect([readings, changes, left]).toEqual([{}, [], ['intraday']]);
  });
});
