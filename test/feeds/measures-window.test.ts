import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withComputed } from '../../src/bridge/computed-state.js';
import { measures } from '../../src/feeds/measures.js';
import type { PersonState } from '../../src/store/person-state.js';
import { type CloudGroup, createFakeCloud, DAY, EMPTY, type FakeCloud, NOW, rulesOf, valuesOf } from './samples.js';

const WEIGHT = 1;
const HEIGHT = 4;
const FAT = 8;
const OLD: CloudGroup = { id: 1, date: NOW - 90 * DAY, measures: { [WEIGHT]: 80_000, [HEIGHT]: 1800 } };

async function fetchOnce(cloud: FakeCloud, state: PersonState = EMPTY, now = NOW) {
  cloud.updateTime = now;
  cloud.ranges.length = 0;
  const answer = await measures.fetch({ ...rulesOf(), client: cloud.client, state, now, thorough: false });
  return withComputed(answer(state).state);
}

describe('the daily look at the recent window of measures', () => {
  it('finds a deleted weigh-in, and the one before it', async () => {
    const cloud = createFakeCloud(OLD, { id: 2, date: NOW - 2 * DAY, measures: { [WEIGHT]: 74_000, [FAT]: 20_000 } });
    cloud.groups = [...cloud.groups, { id: 3, date: NOW - DAY, measures: { [WEIGHT]: 73_000, [FAT]: 19_000 } }];
    const state = await fetchOnce(cloud);
    cloud.groups = cloud.groups.slice(0, 2);

    const soon = await fetchOnce(cloud, state, NOW + DAY - 1);
    expect(valuesOf(soon)).toMatchObject({ weight: 73 });
    expect(cloud.ranges).toHaveLength(1);
    const later = await fetchOnce(cloud, soon, NOW + DAY);

    expect(cloud.ranges).toEqual([
      { lastUpdate: NOW - DAY - 3600 },
      { startDate: NOW - 29 * DAY, endDate: NOW + 2 * DAY },
      { lastUpdate: 0 },
    ]);
    expect(valuesOf(later)).toMatchObject({ weight: 74, fat_mass: 20, last_measurement: NOW - 2 * DAY });
    await fetchOnce(cloud, later, NOW + DAY + 600);
    expect(cloud.ranges).toHaveLength(1);
  });

  it('leaves a metric without a value when its only reading is gone', async () => {
    const cloud = createFakeCloud(OLD, { id: 2, date: NOW - DAY, measures: { [FAT]: 20_000 } });
    const state = await fetchOnce(cloud);
    cloud.groups = [OLD, { id: 3, date: NOW, measures: { [WEIGHT]: 79_000 } }];

    const gone = await fetchOnce(cloud, state, NOW + DAY);
    expect(valuesOf(gone)).toMatchObject({ fat_mass: null, weight: 79 });
    expect(valuesOf(await fetchOnce(cloud, gone, NOW + 2 * DAY))).toMatchObject({ fat_mass: null });
    expect(cloud.ranges).toHaveLength(2);
    cloud.groups = [...cloud.groups, { id: 4, date: NOW + 2 * DAY, measures: { [FAT]: 18_000 } }];

    expect(valuesOf(await fetchOnce(cloud, gone, NOW + 2 * DAY))).toMatchObject({ fat_mass: 18 });
  });

  it('finds that the only recent weigh-in is gone', async () => {
    const cloud = createFakeCloud(OLD, { id: 2, date: NOW - DAY, measures: { [WEIGHT]: 74_000 } });
    const state = await fetchOnce(cloud);
    cloud.groups = [OLD];

    const later = await fetchOnce(cloud, state, NOW + DAY);

    expect(valuesOf(later)).toMatchObject({ weight: 80, last_measurement: OLD.date });
    await fetchOnce(cloud, later, NOW + 2 * DAY);
    expect(cloud.ranges).toHaveLength(2);
  });

  it('never deletes by an empty answer', async () => {
    const cloud = createFakeCloud(OLD, { id: 2, date: NOW - DAY, measures: { [WEIGHT]: 74_000 } });
    const state = await fetchOnce(cloud);
    cloud.groups = [];

    const next = await fetchOnce(cloud, state, NOW + DAY);

    expect(valuesOf(next)).toEqual(valuesOf(state));
    expect(next.feeds.measures?.cursor).toBe(NOW - DAY);
  });

  it('does not take for deleted what lies outside it', async () => {
    const ahead: CloudGroup = { id: 9, date: NOW + 400 * DAY, modified: NOW - DAY, measures: { [FAT]: 18_000 } };
    const cloud = createFakeCloud(OLD, { id: 2, date: NOW - DAY, measures: { [WEIGHT]: 74_000 } }, ahead);
    const state = await fetchOnce(cloud);

    const next = await fetchOnce(cloud, state, NOW + DAY);

    expect(valuesOf(next)).toEqual(valuesOf(state));
    expect(cloud.ranges).toHaveLength(2);
  });

  it('is not put off for years by a clock that was ahead', async () => {
    const cloud = createFakeCloud(OLD, { id: 2, date: NOW - DAY, measures: { [WEIGHT]: 74_000 } });
    const state = await fetchOnce(cloud, EMPTY, NOW + 3650 * DAY);

    const next = await fetchOnce(cloud, state, NOW);

    expect(cloud.ranges).toHaveLength(2);
    expect(next.feeds.measures?.windowRead).toBe(NOW);
  });
});

const HOUR = 3600;
const change = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), age: fc.nat(40 * 24), weight: fc.nat(50), fat: fc.nat(50) }),
  fc.record({ kind: fc.constant('edit' as const), pick: fc.nat(20), age: fc.nat(40 * 24), weight: fc.nat(50) }),
  fc.record({ kind: fc.constant('delete' as const), pick: fc.nat(20) }),
);

describe('measures, whatever is added, edited and deleted', () => {
  it('are those of the cloud after a day', async () => {
    const rounds = fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rounds, async (days) => {
        const cloud = createFakeCloud(OLD);
        let now = NOW;
        let nextId = 10;
        let state = await fetchOnce(cloud, EMPTY, now);
        for (const changes of days) {
          for (const { kind, ...given } of changes) {
            const recent = cloud.groups.filter(({ date }) => date > now - 20 * DAY);
            const picked = 'pick' in given ? recent[given.pick % Math.max(1, recent.length)] : undefined;
            const rest = cloud.groups.filter((group) => kind === 'add' || group !== picked);
            const id = kind === 'add' ? nextId++ : picked?.id;
            const made = kind !== 'delete' &&
              'age' in given &&
              id !== undefined && {
                id,
                date: now - given.age * HOUR,
                modified: now,
                measures: { [WEIGHT]: 60_000 + given.weight, ...('fat' in given && { [FAT]: 10_000 + given.fat }) },
              };
            cloud.groups = made ? [...rest, made] : rest;
            now += 600;
            state = await fetchOnce(cloud, state, now);
          }
          now += DAY;
          state = await fetchOnce(cloud, state, now);
          const truth = valuesOf(await fetchOnce(cloud, EMPTY, now));
          const withValue = Object.entries(valuesOf(state)).filter(([, value]) => value !== null);
          expect(Object.fromEntries(withValue)).toEqual(truth);
        }
      }),
      { numRuns: 150 },
    );
  });
});
