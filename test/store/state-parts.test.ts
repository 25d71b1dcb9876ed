import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSleepFeed, createWorkoutsFeed } from '../../src/feeds/record-feeds.js';
import { openStateStore, type State } from '../../src/store/state.js';
import { createWorld, SITES } from '../feeds/cloud.js';
import { page, sleepRow, workoutRow } from '../feeds/rows.js';
import { NOW } from '../feeds/samples.js';
import { withFolder } from './faults.js';

const DAY = { date: '2026-03-01', modified: 1, isTracker: true, data: { steps: 5 }, more: 'of a later version' };
const EVENT = {
  ...{ id: 'measure/1', type: 'measure', takenAt: 1, attribution: 0, deviceModel: null, groupId: '1' },
  values: { weight: 70 },
};
const SLEEP = { id: '1', date: '2026-03-01', start: 1, end: 2, created: 2, modified: 2, data: {} };
const ANNA = {
  readings: {},
  devices: {},
  feeds: { measures: { cursor: 5, seen: { 1: 4 }, ignored: '1,10' }, sleep: { cursor: 7 } },
  records: { sleep: [SLEEP], workouts: [{ ...SLEEP, category: 16 }] },
  activity: [DAY],
  weights: { 1: { time: 4, value: 70 } },
  outbox: [EVENT, { ...EVENT, id: 'measure/2' }],
};

/** What is loaded of an account that was stored, and what was left out. */
async function load(anna: object) {
  return withFolder(async (dataDir) => {
    await writeFile(join(dataDir, 'state.json'), JSON.stringify({ version: 1, instance: 'x', accounts: { anna } }));
    const dropped: string[] = [];
    const damages: string[] = [];
    const store = openStateStore({
      dataDir,
      newInstance: () => 'y',
      onDamaged: (reason) => damages.push(reason),
      onDropped: (part) => dropped.push(part),
    });
    const { accounts }: State = await store.load();
    expect(damages).toEqual([]);
    return { anna: accounts.anna!, dropped };
  });
}

describe('a part of the state that cannot be read', () => {
  it('is none where all is as it should be, with what a later version may add', async () => {
    expect(await load(ANNA)).toEqual({ anna: ANNA, dropped: [] });
  });

  it.each<[string, object, object, string]>([
    [
      'the nights',
      { records: { ...ANNA.records, sleep: [{ ...SLEEP, start: 'x' }] } },
      { records: { workouts: ANNA.records.workouts } },
      'records.sleep',
    ],
    [
      'a night without an end',
      { records: { sleep: [SLEEP, { ...SLEEP, end: undefined }] } },
      { records: {} },
      'records.sleep',
    ],
    ['all records', { records: [] }, { records: undefined }, 'records'],
    ['the days', { activity: [DAY, null] }, { activity: undefined }, 'activity'],
    ['the weights', { weights: { 1: 70 } }, { weights: undefined }, 'weights'],
    ['the news', { outbox: 'x' }, { outbox: undefined }, 'outbox'],
    ['one of the news', { outbox: [{ ...EVENT, type: 'x' }, EVENT] }, { outbox: [EVENT] }, 'an event of outbox'],
    [
      'what was seen',
      { feeds: { measures: { cursor: 5, seen: [] } } },
      { feeds: { measures: { cursor: 5 } } },
      'feeds.seen',
    ],
    [
      'a cursor',
      { feeds: { ...ANNA.feeds, sleep: { cursor: '7' } } },
      { feeds: { ...ANNA.feeds, sleep: {} } },
      'feeds',
    ],
  ])('is left out alone, and named: %s', async (_, spoilt, left, part) => {
    const { anna, dropped } = await load({ ...ANNA, ...spoilt });

    expect(anna).toEqual({ ...ANNA, ...left });
    expect(dropped).toEqual([part]);
  });

  it('is read again with the next sync, and nobody is told of old things', async () => {
    const { anna } = await load({ ...ANNA, records: { ...ANNA.records, sleep: 'x' }, outbox: [] });
    const world = createWorld(
      [createSleepFeed(), createWorkoutsFeed()],
      {
        [SITES.sleep]: page('series', sleepRow(9, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z')),
        [SITES.workouts]: page('series', workoutRow(1, '2026-02-27T05:00:00Z')),
      },
      anna,
    );

    const state = await world.round(NOW);

    expect(world.errors).toEqual([]);
    expect(state.records?.sleep?.map(({ id }) => id)).toEqual(['9']);
    expect(state.outbox).toEqual([]);
  });
});
