import { describe, expect, it } from 'vitest';
import { addDays, midnightOf } from '../../src/feeds/day.js';
import { PAST_FEEDS } from '../../src/feeds/index.js';
import type { Window } from '../../src/feeds/past.js';
import { allMetrics } from '../../src/metrics/catalogue/index.js';
import { createMeasureDecoder } from '../../src/metrics/decode/measures.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { archiveStore } from './archive-store.js';
import { type Answers, at, createCloud, SITES } from './cloud.js';
import { dayRow, ecgRow, NOTHING, page, sleepRow, workoutRow } from './rows.js';

const BERLIN = 'Europe/Berlin';

function windowOf(from: string, to: string, zone = BERLIN): Window {
  return { from, to, start: midnightOf(from, zone), end: midnightOf(addDays(to, 1), zone) };
}

const MARCH = windowOf('2026-03-01', '2026-03-31');

async function read(answers: Answers, window = MARCH, zone = BERLIN, cloudTime?: string) {
  const cloud = createCloud({ ...NOTHING, ...answers });
  if (cloudTime !== undefined) cloud.serverTime.now = at(cloudTime) * 1000;
  const decode = createMeasureDecoder({ ignoreAttributions: new Set([4]) });
  const context = { client: cloud.client, decode, zone, state: { ...EMPTY_PERSON, zone } };
  const changes: ArchiveChange[] = [];
  for (const { past } of PAST_FEEDS) for await (const change of past.read(context, window)) changes.push(change);
  const readings = changes.flatMap(({ put }) => put);
  const of = (key: string) => readings.filter(({ metric }) => metric === key);
  /** `time value`, by metric. */
  const values = (key: string) =>
    of(key).map(({ takenAt, value }) => `${new Date(takenAt * 1e3).toISOString().slice(0, 16)} ${value}`);
  return { cloud, changes, readings, of, values };
}

function weighIn(grpid: number, time: string, kilograms: number, more: object = {}) {
  const date = at(time);
  const measures = [{ type: 1, value: kilograms * 1000, unit: -3 }];
  return { grpid, date, created: date, modified: date, attrib: 0, category: 1, measures, ...more };
}

const measured = (...measuregrps: readonly object[]) => ({ [SITES.measures]: { measuregrps } });

describe('a window of the past', () => {
  it('has every weigh-in of the window, and none outside of it, of a goal or of somebody else', async () => {
    const { values } = await read(
      measured(
        weighIn(1, '2026-02-28T22:59:59Z', 60),
        weighIn(2, '2026-02-28T23:00:00Z', 70),
        weighIn(3, '2026-03-31T21:59:59Z', 71),
        weighIn(4, '2026-03-31T22:00:00Z', 61),
        weighIn(5, '2026-03-10T08:00:00Z', 62, { category: 2 }),
        weighIn(6, '2026-03-10T08:00:00Z', 63, { attrib: 4 }),
      ),
    );

    expect(values('weight')).toEqual(['2026-02-28T23:00 70', '2026-03-31T21:59 71']);
  });

  it('leaves what was taken as it ends to the next one, whichever of the two is read first', async () => {
    const newYear = weighIn(2, '2019-12-31T23:00:00Z', 70);
    const all = [weighIn(1, '2019-06-01T08:00:00Z', 71), newYear, weighIn(3, '2020-06-01T08:00:00Z', 72)];
    // Both ends of what is asked for are included.
    const cloud = {
      [SITES.measures]: ({ startdate = 0, enddate = 0 }: { startdate?: number; enddate?: number }) => ({
        measuregrps: all.filter(({ date }) => date >= startdate && date <= enddate),
      }),
    };
    const years = [windowOf('2019-01-01', '2019-12-31'), windowOf('2020-01-01', '2020-12-31')];

    for (const order of [years, [...years].reverse()]) {
      const { store } = await archiveStore();
      for (const year of order) {
        const { changes } = await read(cloud, year);
        await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, changes);
      }
      const kept = await store.states.readings('7', 'weight', 0, MARCH.end);
      expect(kept.map(({ value }) => value)).toEqual([71, 70, 72]);
    }
  });

  it('takes back what a group said that is not to be shown any more', async () => {
    const { store } = await archiveStore();
    for (const attrib of [0, 4]) {
      const { changes } = await read(measured(weighIn(1, '2026-03-10T08:00:00Z', 70, { attrib })));
      await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, changes);
    }

    expect(await store.states.readings('7', 'weight', 0, MARCH.end)).toEqual([]);
  });

  it('reads all pages', async () => {
    const { values } = await read({
      [SITES.measures]: ({ offset = 0 }: { offset?: number }) => ({
        measuregrps: [weighIn(10 - Number(offset), `2026-03-0${3 - Number(offset)}T08:00:00Z`, 70)],
        ...(Number(offset) < 2 && { more: 1, offset: Number(offset) + 1 }),
      }),
    });

    expect(values('weight')).toHaveLength(3);
  });

  it('has a night at its end, and a nap as a nap; a night that is not over is none yet', async () => {
    const { values, of } = await read({
      [SITES.sleep]: page(
        'series',
        sleepRow(1, '2026-03-02T22:00:00Z', '2026-03-03T06:00:00Z'),
        sleepRow(2, '2026-03-03T12:00:00Z', '2026-03-03T12:40:00Z'),
        sleepRow(3, '2026-03-03T22:00:00Z', '2026-03-04T06:00:00Z', { completed: false }),
      ),
    });

    expect(values('sleep_total')).toEqual(['2026-03-03T06:00 7.5']);
    expect(values('nap_duration')).toEqual(['2026-03-03T12:40 10']);
    expect(of('sleep_start')).toHaveLength(1);
  });

  it('has a night of which the cloud has never said that it is over', async () => {
    const night = sleepRow(1, '2026-03-03T22:00:00Z', '2026-03-04T06:00:00Z', { completed: false });

    const [late, later] = ['2026-03-05T06:00:00Z', '2026-03-05T06:00:01Z'];
    const of = async (cloudTime: string) =>
      (await read({ [SITES.sleep]: page('series', night) }, MARCH, BERLIN, cloudTime)).values('sleep_total');

    expect([await of(late), await of(later)]).toEqual([[], ['2026-03-04T06:00 7.5']]);
  });

  it('has an interrupted night once, at its end, also over the edge of a window', async () => {
    const parts = [
      sleepRow(1, '2026-02-28T20:30:00Z', '2026-02-28T22:40:00Z'),
      sleepRow(2, '2026-02-28T23:40:00Z', '2026-03-01T05:00:00Z'),
    ];

    const march = await read({ [SITES.sleep]: page('series', ...parts) });
    const february = await read({ [SITES.sleep]: page('series', ...parts) }, windowOf('2026-02-01', '2026-02-28'));

    expect(march.values('sleep_total')).toEqual(['2026-03-01T05:00 6.5']);
    expect([...march.of('nap_duration'), ...february.of('nap_duration'), ...february.of('sleep_total')]).toEqual([]);
  });

  it('has a night that a watch and a mat saw once, with the device that saw more of it, in whatever order they come', async () => {
    const mat = sleepRow(1, '2026-03-02T22:00:00Z', '2026-03-03T06:00:00Z');
    const watch = sleepRow(2, '2026-03-02T22:30:00Z', '2026-03-03T06:20:00Z', { hash_deviceid: 'watch', model_id: 93 });

    for (const rows of [
      [mat, watch],
      [watch, mat],
    ]) {
      const { of, changes } = await read({ [SITES.sleep]: page('series', ...rows) });
      expect(of('sleep_total').map(({ groupId, deviceId }) => [groupId, deviceId])).toEqual([['1', 'mat']]);
      expect(of('nap_duration')).toEqual([]);
      // What was kept of the other one, as long as it was alone, goes.
      expect([...(changes.at(-1)?.window?.groups ?? [])]).toEqual(['1']);
    }
  });

  it('has a night of 24 hours, and what came of it in strings and nulls', async () => {
    const data = { total_sleep_time: '79200', hr_average: '51', hr_min: null, rr_average: 'none', sleep_score: [] };
    const { values, of } = await read({
      [SITES.sleep]: page('series', sleepRow(1, '2026-03-02T20:00:00Z', '2026-03-03T20:00:00Z', { data })),
    });

    expect(values('sleep_total')).toEqual(['2026-03-03T20:00 22']);
    expect(values('sleep_heart_rate_average')).toEqual(['2026-03-03T20:00 51']);
    const lacking = ['sleep_heart_rate_min', 'sleep_respiratory_rate_average', 'sleep_score', 'nap_duration'];
    expect(lacking.flatMap((key) => of(key))).toEqual([]);
  });

  it('asks for a day more around nights and workouts, and leaves out what ended outside', async () => {
    const { cloud, values } = await read({
      [SITES.sleep]: page(
        'series',
        sleepRow(1, '2026-02-28T21:30:00Z', '2026-03-01T05:00:00Z'),
        sleepRow(2, '2026-03-31T21:30:00Z', '2026-04-01T05:00:00Z'),
      ),
      [SITES.workouts]: page('series', workoutRow(1, '2026-02-28T22:50:00Z'), workoutRow(2, '2026-02-28T21:00:00Z')),
    });

    expect(values('sleep_total')).toEqual(['2026-03-01T05:00 7']);
    expect(values('workout_active_calories')).toEqual(['2026-02-28T23:20 101']);
    for (const site of [SITES.sleep, SITES.workouts]) {
      const { params } = cloud.requests.find((request) => request.site === site)!;
      expect(params).toMatchObject({ startdateymd: '2026-02-28', enddateymd: '2026-04-01' });
    }
  });

  it('has a day at its midnight; one row of a day counts', async () => {
    const { of, values } = await read({
      [SITES.activity]: page(
        'activities',
        dayRow('2026-03-28', 5000),
        dayRow('2026-03-28', 9000, { is_tracker: false, hash_deviceid: null }),
        dayRow('2026-03-29', 6000),
        dayRow('2026-02-28', 1),
        dayRow('2026-04-01', 2),
      ),
    });

    expect(values('activity_steps')).toEqual(['2026-03-27T23:00 5000', '2026-03-28T23:00 6000']);
    expect(of('activity_steps').map(({ lastReset }) => lastReset)).toEqual([
      midnightOf('2026-03-28', BERLIN),
      midnightOf('2026-03-29', BERLIN),
    ]);
  });

  it('says at its end that nothing else is there, a day around it aside, and nothing for an empty answer', async () => {
    const { changes } = await read({
      ...measured(weighIn(1, '2026-03-10T08:00:00Z', 70)),
      [SITES.activity]: page('activities', dayRow('2026-03-28', 5000), dayRow('2026-04-01', 2)),
      [SITES.workouts]: page('series', workoutRow(1, '2026-03-10T10:00:00Z')),
    });

    const windows = changes.flatMap(({ feed, window }) => (window ? [[feed, [...window.groups]]] : []));
    expect(windows).toEqual([
      ['measures', ['1']],
      ['activity', ['activity/2026-03-28', 'activity/2026-04-01']],
      ['workouts', ['1']],
    ]);
    expect(changes.flatMap(({ window }) => (window ? [[window.from, window.to]] : []))).toEqual(
      Array(3).fill([MARCH.start, MARCH.end]),
    );
  });

  it('has the heart rate of an ECG', async () => {
    const { values } = await read({ [SITES.ecgs]: page('series', ecgRow(7, '2026-03-05T10:15:00Z')) });

    expect(values('ecg_heart_rate')).toEqual(['2026-03-05T10:15 67']);
  });

  it('has a past for each metric that has statistics, but for goals, which are known since they were seen, and for what a call brings of one day only', () => {
    const kept = allMetrics().filter(({ owner, stateClass }) => owner === 'account' && stateClass);

    const feeds = new Set(kept.flatMap(({ feed }) => feed ?? []));

    expect([...feeds].filter((feed) => !['goals', 'nights', 'intraday'].includes(feed)).sort()).toEqual(
      PAST_FEEDS.map(({ name }) => name).sort(),
    );
  });

  it('does not hide what the cloud fails with', async () => {
    await expect(read({ [SITES.workouts]: new Error('the line is dead') })).rejects.toThrow('the line is dead');
  });
});
