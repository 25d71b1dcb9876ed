import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createActivityFeed } from '../../src/feeds/activity.js';
import { createEcgFeed, createSleepFeed, createWorkoutsFeed } from '../../src/feeds/record-feeds.js';
import { createDevicesFeed } from '../../src/feeds/user.js';
import { openStateStore, type State } from '../../src/store/state.js';
import { createWorld, SITES } from '../feeds/cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from '../feeds/rows.js';
import { NOW } from '../feeds/samples.js';
import { withFolder } from './faults.js';

const SCALE = { hash_deviceid: 'f00d', model: 'Body+', battery: 'high' };

function open(dataDir: string) {
  const damages: string[] = [];
  const store = openStateStore({ dataDir, newInstance: () => 'x', onDamaged: (reason) => damages.push(reason) });
  return { store, damages };
}

/** An account with everything that a state can hold. */
async function fullAccount() {
  const world = createWorld(
    [createSleepFeed(), createWorkoutsFeed(), createEcgFeed(), createActivityFeed(), createDevicesFeed()],
    {
      [SITES.sleep]: page('series', sleepRow(1, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z')),
      [SITES.workouts]: page('series'),
      [SITES.ecgs]: page('series', ecgRow(3, '2026-02-28T10:00:00Z')),
      [SITES.activity]: page('activities', dayRow('2026-03-01', 4321)),
      [SITES.devices]: { devices: [SCALE, { ...SCALE, hash_deviceid: 'beef' }] },
    },
    { weights: { 42: { time: NOW - 5, value: 70.25 } } },
  );
  await world.round(NOW);
  world.cloud.answers[SITES.devices] = { devices: [SCALE] };
  world.cloud.answers[SITES.workouts] = page('series', workoutRow(2, '2026-03-01T05:00:00Z'));
  return world.round(NOW + 600);
}

describe('the state of an account', () => {
  it('comes back as it was: records, days, weights, news, devices that are missed', () =>
    withFolder(async (folder) => {
      const anna = await fullAccount();
      expect([anna.outbox?.length, anna.devices.beef?.missingSince]).toEqual([1, NOW + 600]);
      const state: State = { version: 1, instance: 'x', webhookSecret: 'unguessable', accounts: { anna } };
      await open(folder).store.save(state);

      const { store, damages } = open(folder);

      const loaded = await store.load();
      expect(loaded).toEqual(JSON.parse(JSON.stringify(state)));
      expect(loaded.accounts.anna?.readings).toEqual(anna.readings);
      expect(damages).toEqual([]);
    }));

  it('is one of before these fields were there, too', () =>
    withFolder(async (folder) => {
      const old = { version: 1, instance: 'x', accounts: { anna: { readings: {}, devices: {}, feeds: {} } } };
      await writeFile(join(folder, 'state.json'), JSON.stringify(old));
      const { store, damages } = open(folder);

      const { accounts } = await store.load();

      expect(damages).toEqual([]);
      const world = createWorld([createSleepFeed()], { [SITES.sleep]: page('series') }, accounts.anna);
      expect((await world.round()).records?.sleep).toEqual([]);
      expect(world.errors).toEqual([]);
    }));

  it('goes on from there: what was told of before is not told of again', () =>
    withFolder(async (folder) => {
      const anna = await fullAccount();
      await open(folder).store.save({ version: 1, instance: 'x', accounts: { anna } });
      const loaded = (await open(folder).store.load()).accounts.anna!;

      const rows = page('series', workoutRow(2, '2026-03-01T05:00:00Z'));
      const world = createWorld([createWorkoutsFeed()], { [SITES.workouts]: rows }, loaded);

      expect((await world.round(NOW + 1200)).outbox).toEqual(anna.outbox);
      expect(world.cloud.requests[0]?.params).toHaveProperty('startdateymd');
    }));
});
