import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { devices } from '../../src/feeds/devices.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import type { PersonState } from '../../src/store/person-state.js';
import { createWorld, SITES } from '../feeds/cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from '../feeds/rows.js';
import { NOW } from '../feeds/samples.js';
import { withFolder } from '../folder.js';
import { afterRestart, stateOf } from '../stored.js';

const SCALE = { hash_deviceid: 'f00d', model: 'Body+', battery: 'high' };

/** A person with everything that a state can hold. */
async function fullState(): Promise<PersonState> {
  const world = createWorld([sleep, workouts, ecgs, activity, devices], {
    [SITES.sleep]: page('series', sleepRow(1, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z')),
    [SITES.workouts]: page('series'),
    [SITES.ecgs]: page('series', ecgRow(3, '2026-02-28T10:00:00Z')),
    [SITES.activity]: page('activities', dayRow('2026-03-01', 4321)),
    [SITES.devices]: { devices: [SCALE, { ...SCALE, hash_deviceid: 'beef' }] },
  });
  await world.round(NOW);
  world.cloud.answers[SITES.devices] = { devices: [SCALE] };
  world.cloud.answers[SITES.workouts] = page('series', workoutRow(2, '2026-03-01T05:00:00Z'));
  return world.round(NOW + 600);
}

describe('the state of a person', () => {
  it('comes back as it was: records, days, news, devices that are missed', () =>
    withFolder(async (folder) => {
      const state = await fullState();
      expect([state.outbox?.length, state.devices.beef?.missingSince]).toEqual([1, NOW + 600]);

      expect(await afterRestart(folder, state)).toEqual(JSON.parse(JSON.stringify(state)));
    }));

  it('goes on from there: what was told of before is not told of again', () =>
    withFolder(async (folder) => {
      const state = await fullState();
      const loaded = await afterRestart(folder, state);

      const rows = page('series', workoutRow(2, '2026-03-01T05:00:00Z'));
      const world = createWorld([workouts], { [SITES.workouts]: rows }, loaded);

      expect((await world.round(NOW + 1200)).outbox).toEqual(state.outbox);
      expect(world.cloud.requests[0]?.params).toHaveProperty('startdateymd');
    }));
});

const SLEEP = { id: '1', date: '2026-03-01', start: 1, end: 2, created: 2, modified: 2, data: {} };
const EVENT = {
  ...{ id: 'measure/1', type: 'measure', takenAt: 1, attribution: 0, deviceModel: null, groupId: '1' },
  values: { weight: 70 },
};
const ANNA = {
  readings: {},
  devices: {},
  feeds: { measures: { cursor: 5, ignored: '1,10' }, sleep: { cursor: 7 } },
  seen: { 1: 4 },
  records: { sleep: [SLEEP], workouts: [{ ...SLEEP, category: 16 }] },
  activity: [{ date: '2026-03-01', modified: 1, isTracker: true, data: { steps: 5 }, more: 'of a later version' }],
  outbox: [EVENT, { ...EVENT, id: 'measure/2' }],
} as unknown as PersonState;

/** What is loaded of Anna once the rows that `where` tells of say something that this version cannot read. */
function spoilt(where: string, body: unknown, text = JSON.stringify(body)): Promise<PersonState> {
  return withFolder(async (folder) => {
    expect(await afterRestart(folder, ANNA)).toEqual(ANNA);
    const database = new Database(join(folder, 'withings2mqtt.db'), { timeout: 10_000 });
    const [table, condition] = where.split(' where ');
    expect(database.prepare(`update ${table} set body = ? where ${condition}`).run(text).changes).toBe(1);
    database.close();
    return stateOf(folder, 'anna');
  });
}

describe('a part of the state that cannot be read', () => {
  it.each<[string, string, unknown, Partial<PersonState>]>([
    [
      'a night',
      "note where key = 'records/sleep'",
      [{ ...SLEEP, start: 'x' }],
      { records: { workouts: ANNA.records!.workouts! } },
    ],
    ['the days', "note where key = 'activity'", [null], { activity: undefined! }],
    ['what was seen', "note where key = 'seen'", [], { seen: undefined! }],
    ['one of the news', "outbox where id = 'measure/1'", { ...EVENT, type: 7 }, { outbox: ANNA.outbox!.slice(1) }],
    ['a cursor', "feed where feed = 'sleep'", { cursor: '7' }, { feeds: { measures: ANNA.feeds.measures! } }],
  ])('is left out alone: %s', async (_, where, body, left) => {
    expect(await spoilt(where, body)).toEqual({ ...ANNA, ...left });
  });

  it.each<[string, string, Partial<PersonState>]>([
    ['what was seen', "note where key = 'seen'", { seen: undefined! }],
    ['a cursor', "feed where feed = 'sleep'", { feeds: { measures: ANNA.feeds.measures! } }],
    ['one of the news', "outbox where id = 'measure/1'", { outbox: ANNA.outbox!.slice(1) }],
  ])('is left out alone where the disk has left half of it: %s', async (_, where, left) => {
    expect(await spoilt(where, undefined, '{"cursor":')).toEqual({ ...ANNA, ...left });
  });

  it('is read again with the next sync, and nobody is told of old things', async () => {
    const anna = await spoilt("note where key = 'records/sleep'", 'x');
    const world = createWorld(
      [sleep, workouts],
      {
        [SITES.sleep]: page('series', sleepRow(9, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z')),
        [SITES.workouts]: page('series', workoutRow(1, '2026-02-27T05:00:00Z')),
      },
      { ...anna, outbox: [] },
    );

    const state = await world.round(NOW);

    expect(world.errors).toEqual([]);
    expect(state.records?.sleep?.map(({ id }) => id)).toEqual(['9']);
    expect(state.outbox).toEqual([]);
  });
});
