import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { addDays } from '../../src/feeds/day.js';
import { measures } from '../../src/feeds/measures.js';
import { sleep } from '../../src/feeds/sleep.js';
import { TRENDS } from '../../src/metrics/trend-readings.js';
import { StoreError, UnknownPersonError } from '../../src/store/errors.js';
import type { PersonState } from '../../src/store/person-state.js';
import { archiveStore } from '../feeds/archive-store.js';
import { type Answers, at, SITES } from '../feeds/cloud.js';
import { dayRow, page, sleepRow } from '../feeds/rows.js';
import { DAY, EMPTY, NOW } from '../feeds/samples.js';
import { createTrendWorld } from './trend-world.js';

const FEEDS = [measures, activity, sleep];

/** Weigh-ins by id: how many days ago, and kilograms. */
type WeighIns = Readonly<Record<number, readonly [days: number, kilograms: number, modified?: number]>>;

/** getmeas as the cloud answers it: what has changed since, or what lies in a window. */
function scale(current: () => WeighIns) {
  return (params: Readonly<Record<string, string | number | undefined>>) => {
    const rows = Object.entries(current()).map(([id, [days, kilograms, modified = 0]]) => ({
      ...{ grpid: Number(id), date: NOW - days * DAY, created: NOW - days * DAY },
      ...{ modified: modified || NOW - days * DAY, attrib: 0, category: 1 },
      measures: [{ type: 1, unit: -3, value: Math.round(kilograms * 1000) }],
    }));
    const { lastupdate, startdate, enddate } = params;
    const isAsked = ({ date, modified }: (typeof rows)[0]) =>
      lastupdate === undefined ? date >= Number(startdate) && date <= Number(enddate) : modified >= Number(lastupdate);
    return { measuregrps: rows.filter(isAsked), more: 0, timezone: 'Europe/Berlin', updatetime: NOW + 30 * DAY };
  };
}

const DATES = Array.from({ length: 9 }, (_, index) => addDays('2026-02-21', index));
const days = (steps: (index: number) => number) =>
  page('activities', ...DATES.map((date, i) => dayRow(date, steps(i))));
const nights = (hours: (index: number) => number) =>
  page(
    'series',
    ...DATES.map((date, i) =>
      sleepRow(i, `${addDays(date, -1)}T21:00:00Z`, `${date}T05:00:00Z`, {
        data: { total_sleep_time: hours(i) * 3600 },
      }),
    ),
  );

const USUAL: WeighIns = { 1: [40, 90], 2: [20, 74], 3: [5, 71], 4: [1, 70] };

async function anna(weighIns = USUAL, start: Partial<PersonState> = {}) {
  const cloud: { weighIns: WeighIns } = { weighIns };
  const answers: Answers = {
    [SITES.measures]: scale(() => cloud.weighIns),
    [SITES.activity]: days((index) => index * 1000),
    [SITES.sleep]: nights((index) => index),
  };
  const world = await createTrendWorld(FEEDS, answers, start);
  return { ...world, answers, account: cloud };
}

const trends = ({ readings }: PersonState) =>
  Object.fromEntries(
    TRENDS.flatMap(({ metrics }) => metrics).flatMap(({ key }) => (readings[key] ? [[key, readings[key].value]] : [])),
  );

// Days and kilograms around their means (-26/3, 215/3): -375/9 over 1806/9 square days, seven times for a week.
const ALL = {
  weight_average_7d: 70.5,
  weight_trend_30d: -1.4535,
  sleep_total_average_7d: 5,
  activity_steps_average_7d: 4000,
};

describe('averages and trends', () => {
  it('come from the archive, with the round that brings the readings', async () => {
    const world = await anna();

    expect(trends(await world.round(NOW))).toEqual(ALL);
    expect(trends(await world.store.states.load('7'))).toEqual(ALL);
  });

  it('are right after a restart, of an empty state and a full archive', async () => {
    const before = await anna();
    await before.round(NOW);
    // What the state keeps of days and nights is none of theirs; the cloud tells of the last days alone.
    const { [SITES.measures]: weighIns } = before.answers;
    const answers = { [SITES.measures]: weighIns, [SITES.activity]: page('activities'), [SITES.sleep]: page('series') };
    const after = await createTrendWorld(FEEDS, answers, {}, before.store);

    expect(trends(await after.round(NOW + 60))).toEqual(ALL);
  });

  it('follow an upload of last week’s weigh-in', async () => {
    const world = await anna();
    await world.round(NOW);
    world.account.weighIns = { ...USUAL, 5: [6, 75, NOW + 300] };

    expect(trends(await world.round(NOW + 600)).weight_average_7d).toBe(72);
  });

  it('follow an edit', async () => {
    const world = await anna();
    await world.round(NOW);
    world.account.weighIns = { ...USUAL, 3: [5, 72, NOW + 300] };

    expect(trends(await world.round(NOW + 600)).weight_average_7d).toBe(71);
  });

  it('follow a deletion, and go when too little is left', async () => {
    const world = await anna();
    await world.round(NOW);
    const { 3: _, ...rest } = USUAL;
    world.account.weighIns = rest;

    expect(trends(await world.round(NOW + 600))).toEqual({ ...ALL, weight_average_7d: null, weight_trend_30d: null });
    expect(world.sync.state().readings.weight_average_7d).toMatchObject({ value: null, takenAt: 0 });
  });

  it('follow steps and a night that come late', async () => {
    const world = await anna();
    await world.round(NOW);
    world.answers[SITES.activity] = days((index) => (index === 7 ? 14_000 : index * 1000));
    world.answers[SITES.sleep] = nights((index) => (index === 3 ? 10 : index));

    expect(trends(await world.round(NOW + 600))).toEqual({
      ...ALL,
      sleep_total_average_7d: 6,
      activity_steps_average_7d: 5000,
    });
  });

  it('count yesterday from midnight on, also while the cloud is away', async () => {
    const world = await anna();
    await world.round(NOW);
    world.time.now = at('2026-03-01T23:00:00Z');
    world.sync.change((state) => state);

    expect(trends(await world.refresh()).activity_steps_average_7d).toBe(5000);
  });

  it('leave out a weigh-in that lies in the future', async () => {
    const world = await anna({ ...USUAL, 9: [-3650, 900] });

    expect(trends(await world.round(NOW)).weight_average_7d).toBe(70.5);
  });
});

describe('the archive', () => {
  it('is not read in a round that brings nothing new', async () => {
    const world = await anna();
    const before = await world.round(NOW);
    world.reads.length = 0;

    const after = await world.round(NOW + 600);

    expect(world.reads).toEqual([]);
    expect(after.readings).toBe(before.readings);
  });

  it('is read of what has changed alone', async () => {
    const world = await anna();
    await world.round(NOW);
    world.reads.length = 0;
    world.account.weighIns = { ...USUAL, 5: [0, 70, NOW + 300] };

    await world.round(NOW + 600);

    expect(world.reads).toEqual(['weight']);
  });

  it('says nothing before a feed has come in since the start: an earlier run may have left it half read', async () => {
    const { store } = await archiveStore();
    const [first, second] = [NOW - DAY, NOW].map((takenAt) => ({
      ...{ metric: 'weight', value: 70, unit: 'kg', takenAt, createdAt: takenAt, modifiedAt: takenAt },
      ...{ attribution: 0, deviceId: 'd', deviceModel: 'm', groupId: `${takenAt}`, source: 'getmeas/1' },
    }));
    await store.states.commit('7', EMPTY, EMPTY, [{ feed: 'measures', put: [first!, second!] }]);
    const world = await createTrendWorld(FEEDS, {}, {}, store);

    expect(trends(await world.refresh())).toEqual({});
    world.trends.came('measures');
    expect(trends(await world.refresh())).toEqual({ weight_average_7d: 70 });
  });

  it('that cannot be written leaves them as they are, until it can', async () => {
    const world = await anna();
    await world.round(NOW);
    world.account.weighIns = { ...USUAL, 5: [0, 73, NOW + 300] };
    world.trouble.writing = new StoreError('the disk is full');

    expect(trends(await world.round(NOW + 600))).toEqual(ALL);
    delete world.trouble.writing;
    expect(trends(await world.refresh()).weight_average_7d).toBe(71.3333);
  });

  it.each([
    [new StoreError('the file is damaged'), 1],
    [new UnknownPersonError('7'), 0],
  ])('that cannot be read (%s) is read again the next time', async (error, said) => {
    const world = await anna();
    world.trouble.reading = error;

    expect(trends(await world.round(NOW))).toEqual({});
    expect(world.failures).toHaveLength(said);
    delete world.trouble.reading;
    expect(trends(await world.refresh())).toEqual(ALL);
  });
});

describe('whatever happens to weigh-ins', () => {
  // What is older than a month the reading of the past finds gone.
  const weighIn = fc.tuple(fc.integer({ min: 0, max: 28 }), fc.integer({ min: 60, max: 90 }));
  const step = fc.oneof(
    fc.record({ put: fc.integer({ min: 1, max: 12 }), weighIn }),
    fc.record({ delete: fc.integer({ min: 1, max: 12 }) }),
  );

  it('the average is that of all there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        // One that stays: an empty answer of the cloud says nothing.
        const world = await anna({ 99: [50, 100] });
        for (const [index, step] of steps.entries()) {
          const now = NOW + (index + 1) * 600;
          const { ...all } = world.account.weighIns as Record<number, readonly [number, number, number?]>;
          if ('put' in step) all[step.put] = [...step.weighIn, now - 60];
          else delete all[step.delete];
          world.account.weighIns = all;

          const { readings } = await world.round(now);

          expect(readings.weight_average_7d?.value ?? undefined).toBe(plainAverage(all));
        }
      }),
      { numRuns: 20 },
    );
  });
});

function plainAverage(all: WeighIns): number | undefined {
  const rows = Object.values(all);
  const newest = Math.min(...rows.map(([days]) => days));
  const recent = rows.filter(([days]) => days < newest + 7).map(([, kilograms]) => kilograms);
  return recent.length < 2 ? undefined : Number((recent.reduce((a, b) => a + b, 0) / recent.length).toFixed(4));
}
