import { describe, expect, it } from 'vitest';
import { withComputed } from '../../src/bridge/computed-state.js';
import { measures } from '../../src/feeds/measures.js';
import type { PersonState } from '../../src/store/person-state.js';
import { createFakeCloud, DAY, EMPTY, type FakeCloud, NOW, rulesOf, valuesOf } from './samples.js';

const WEIGHT = 1;
const HEIGHT = 4;
const FAT = 8;

async function fetchOnce(cloud: FakeCloud, state: PersonState = EMPTY, now = NOW, rules = rulesOf()) {
  const answer = await measures.fetch({ ...rules, client: cloud.client, state, now, thorough: false });
  return withComputed(answer(state).state);
}

/** A cloud whose history has been read. */
async function synced() {
  const cloud = createFakeCloud(
    { id: 1, date: NOW - 90 * DAY, measures: { [WEIGHT]: 80_000, [HEIGHT]: 1800 } },
    { id: 2, date: NOW - 3 * DAY, measures: { [WEIGHT]: 75_000, [FAT]: 20_000 } },
    { id: 3, date: NOW - DAY, measures: { [WEIGHT]: 74_000 } },
  );
  const state = await fetchOnce(cloud);
  cloud.ranges.length = 0;
  return { cloud, state };
}

describe('the first fetch of measures', () => {
  it('reads the whole history, over all its pages', async () => {
    const { cloud, state } = await synced();
    expect(valuesOf(state)).toEqual({
      weight: 74,
      height: 1.8,
      fat_mass: 20,
      bmi: 22.8395,
      last_measurement: NOW - DAY,
    });
    expect(state.zone).toBe('Europe/Berlin');
    expect(state.feeds.measures).toEqual({
      cursor: NOW - DAY,
      past: { from: '1970-01-02', complete: true, begun: NOW, recent: NOW, empty: 0 },
      ignored: '',
      rules: 2,
      windowRead: NOW,
    });
    expect(state.seen).toEqual({ 3: NOW - DAY });

    await fetchOnce(cloud);
    expect(cloud.ranges).toEqual([{ lastUpdate: 0 }]);
  });

  it('does not mind in which order the groups come', async () => {
    const { cloud, state } = await synced();
    cloud.groups = cloud.groups.toReversed();

    expect(valuesOf(await fetchOnce(cloud))).toEqual(valuesOf(state));
  });

  it('learns the zone of an account without measures, and reads the history again next time', async () => {
    const cloud = createFakeCloud();

    const state = await fetchOnce(cloud);
    await fetchOnce(cloud, state);

    expect(state).toEqual({ ...EMPTY, zone: 'Europe/Berlin', zoneFrom: { feed: 'measures', at: NOW } });
    expect(cloud.ranges).toEqual([{ lastUpdate: 0 }, { lastUpdate: 0 }]);
  });
});

describe('a later fetch of measures', () => {
  it('asks for what has changed, with an hour of overlap, and changes nothing if nothing has', async () => {
    const { cloud, state } = await synced();

    expect(await fetchOnce(cloud, state, NOW + 600)).toEqual(state);

    expect(cloud.ranges).toEqual([{ lastUpdate: NOW - DAY - 3600 }]);
  });

  it('takes a new group, and moves on', async () => {
    const { cloud, state } = await synced();
    cloud.groups = [...cloud.groups, { id: 4, date: NOW, modified: NOW + 5, measures: { [WEIGHT]: 73_500 } }];
    cloud.updateTime = NOW + 600;
    cloud.zone = 'Europe/Lisbon';

    const next = await fetchOnce(cloud, state, NOW + 600);

    expect(valuesOf(next)).toMatchObject({ weight: 73.5, fat_mass: 20, bmi: 22.6852, last_measurement: NOW });
    expect(next.feeds.measures).toMatchObject({ cursor: NOW + 5 });
    expect(next.zone).toBe('Europe/Lisbon');
    expect(cloud.ranges).toHaveLength(1);
  });

  it('keeps the newest when an older group arrives late', async () => {
    const { cloud, state } = await synced();
    const late = { id: 4, date: NOW - 2 * DAY, modified: NOW, measures: { [WEIGHT]: 1000, [FAT]: 19_000 } };
    cloud.groups = [...cloud.groups, late];

    expect(valuesOf(await fetchOnce(cloud, state))).toMatchObject({ weight: 74, fat_mass: 19 });
  });

  it('takes an edited value', async () => {
    const { cloud, state } = await synced();
    const edited = { id: 3, date: NOW - DAY, modified: NOW, measures: { [WEIGHT]: 73_900 } };
    cloud.groups = [...cloud.groups.slice(0, 2), edited];

    expect(valuesOf(await fetchOnce(cloud, state))).toMatchObject({ weight: 73.9 });
    expect(cloud.ranges).toHaveLength(1);
  });

  it.each([
    ['moved into the past', { date: NOW - 60 * DAY, measures: { [WEIGHT]: 74_000 } }],
    ['given to another measure', { date: NOW - DAY, measures: { [FAT]: 21_000 } }],
  ])('goes back to the older reading when a group was %s', async (_, change) => {
    const { cloud, state } = await synced();
    cloud.groups = [...cloud.groups.slice(0, 2), { id: 3, modified: NOW, ...change }];

    expect(valuesOf(await fetchOnce(cloud, state, NOW + 600))).toMatchObject({ weight: 75 });
    expect(cloud.ranges).toEqual([{ lastUpdate: NOW - DAY - 3600 }, { lastUpdate: 0 }]);
  });

  it('does not count on the clock of a device that is ahead', async () => {
    const { cloud, state } = await synced();
    cloud.groups = [...cloud.groups, { id: 9, date: NOW + 400 * DAY, measures: { [FAT]: 18_000 } }];

    const ahead = await fetchOnce(cloud, state);
    expect(ahead.feeds.measures?.cursor).toBe(NOW);
    cloud.updateTime = undefined;
    expect((await fetchOnce(cloud, state, NOW - 7)).feeds.measures?.cursor).toBe(NOW - 7);
    cloud.groups = [...cloud.groups, { id: 10, date: NOW + 60, measures: { [WEIGHT]: 73_000 } }];

    expect(valuesOf(await fetchOnce(cloud, ahead, NOW + 120))).toMatchObject({ weight: 73, fat_mass: 20 });
  });

  it('does not count on the clock of a server that is ten years ahead', async () => {
    const { cloud, state } = await synced();
    const ahead = NOW + 3650 * DAY;
    cloud.groups = [...cloud.groups, { id: 9, date: NOW, modified: ahead, measures: { [WEIGHT]: 73_500 } }];
    cloud.updateTime = ahead;

    const next = await fetchOnce(cloud, state);
    cloud.groups = [...cloud.groups, { id: 10, date: NOW + 2 * DAY, measures: { [WEIGHT]: 73_000 } }];
    cloud.updateTime = NOW + 2 * DAY;

    expect(next.feeds.measures?.cursor).toBe(NOW + DAY);
    expect(valuesOf(await fetchOnce(cloud, next, NOW + 2 * DAY))).toMatchObject({ weight: 73 });
  });

  it('does not fall back when the server says nothing or an older time', async () => {
    const { cloud, state } = await synced();
    cloud.groups = [{ id: 2, date: NOW - 3 * DAY, modified: NOW, measures: { [WEIGHT]: 75_000, [FAT]: 20_000 } }];
    cloud.updateTime = NOW - 30 * DAY;

    expect((await fetchOnce(cloud, state)).feeds.measures?.cursor).toBe(NOW - DAY);
  });

  it.each([0, 1])('changes nothing when the answer breaks off at page %i', async (page) => {
    const { cloud, state } = await synced();
    const more = Array.from({ length: 5 }, (_, n) => ({ id: 10 + n, date: NOW + n, measures: { [WEIGHT]: 70_000 } }));
    cloud.groups = [...cloud.groups, ...more];
    cloud.failsAt = page;

    await expect(fetchOnce(cloud, state)).rejects.toThrow('the line is dead');
    await expect(fetchOnce(cloud)).rejects.toThrow('the line is dead');
  });

  it('reads everything again when other attributions are left out, and keeps the names of what is gone', async () => {
    const cloud = createFakeCloud(
      { id: 1, date: NOW - 9 * DAY, measures: { [WEIGHT]: 75_000 } },
      { id: 2, date: NOW - DAY, attribution: 1, measures: { [WEIGHT]: 20_000, [FAT]: 4000 } },
    );
    const before = await fetchOnce(cloud);
    expect(valuesOf(before)).toMatchObject({ weight: 20, fat_mass: 4 });

    const after = await fetchOnce(cloud, before, NOW, rulesOf([1, 10]));
    expect(valuesOf(after)).toMatchObject({ weight: 75, fat_mass: null });
    expect(after.feeds.measures?.ignored).toBe('1,10');
    await fetchOnce(cloud, after, NOW, rulesOf([1, 10]));

    expect(cloud.ranges.slice(1)).toEqual([{ lastUpdate: 0 }, { lastUpdate: NOW - DAY - 3600 }]);
  });

  it('leaves alone what other feeds have changed meanwhile', async () => {
    const { cloud, state } = await synced();
    const goal = { ...state.readings.weight!, metric: 'goal_weight', source: 'getgoals/weight', value: 70 };
    const answer = await measures.fetch({ ...rulesOf(), client: cloud.client, state, now: NOW, thorough: false });

    const { state: next } = answer({
      ...state,
      readings: { ...state.readings, goal_weight: goal },
      devices: { a: { device: { id: 'a' } as never, readings: {} } },
      feeds: { ...state.feeds, goals: { lastSuccess: NOW } },
    });

    expect(next.readings.goal_weight).toEqual(goal);
    expect(next.readings.weight?.value).toBe(74);
    expect(Object.keys(next.devices)).toEqual(['a']);
    expect(next.feeds.goals).toEqual({ lastSuccess: NOW });
  });
});
