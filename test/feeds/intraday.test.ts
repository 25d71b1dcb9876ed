import { describe, expect, it } from 'vitest';
import { intraday } from '../../src/feeds/intraday.js';
import type { SeriesChange } from '../../src/store/series.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { at, createWorld, SITES, takeArchive } from './cloud.js';

const NOON = at('2026-03-01T11:00:00Z');
const MIDNIGHT = at('2026-02-28T23:00:00Z');
const DAY = 86_400;
const HOUR = 3600;
const WATCH = { deviceid: 'watch', model: 'ScanWatch 2', model_id: 94 };

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
