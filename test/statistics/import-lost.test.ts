import { describe, expect, it } from 'vitest';
import { dayAt } from '../../src/feeds/day.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { StatisticsSource } from '../../src/statistics/source.js';
import { EVERYTHING_DUE, NOTHING_DUE } from '../../src/store/store.js';
import { at } from '../feeds/cloud.js';
import { dayRow } from '../feeds/rows.js';
import { entity, importWorld, NOW, STEPS, WEIGHT } from './importing.js';

const ANNA = '7001';
const HOUR = 3600;
/** What Home Assistant counts anew after its statistics were lost. */
const ANEW = at('2026-09-30T08:00:00Z');

/** Anna walks on after the days of `importWorld`; all of it has been written, and Home Assistant has counted its days itself. */
async function writtenWorld() {
  const world = await importWorld();
  world.anna.activities = [
    ...world.anna.activities,
    dayRow('2026-09-26', 8000),
    dayRow('2026-09-27', 9000),
    dayRow('2026-09-28', 10_000),
    dayRow('2026-09-29', 11_000),
    dayRow('2026-09-30', 5000),
  ];
  await world.run();
  return world;
}

type World = Awaited<ReturnType<typeof writtenWorld>>;

/** Nothing is left of any statistic. */
function wipe({ ha }: World): void {
  for (const id of [STEPS, WEIGHT]) ha.statistic(id).hours.clear();
}

/** Home Assistant begins anew: from 0, in the middle of a day. */
function countAnew({ ha }: World): void {
  ha.statistic(WEIGHT).hours.set(ANEW, { mean: 70, min: 70, max: 70 });
  for (let hour = 0; hour < 3; hour++) {
    const row = { state: 3000 + hour * 1000, sum: hour * 1000, lastReset: at('2026-09-29T22:00:00Z') };
    ha.statistic(STEPS).hours.set(ANEW + hour * HOUR, row);
  }
}

function lose(world: World): void {
  wipe(world);
  countAnew(world);
}

/** What each day adds, as Home Assistant shows it: from one sum to the next. */
function added({ ha }: World, entityId = STEPS): Record<string, number> {
  const rows = [...ha.statistic(entityId).hours].sort(([a], [b]) => a - b);
  const days: Record<string, number> = {};
  let before: number | undefined;
  for (const [start, { sum }] of rows) {
    if (sum === undefined) continue;
    const { date } = dayAt(start, 'Europe/Amsterdam');
    if (before !== undefined) days[date] = (days[date] ?? 0) + sum - before;
    before = sum;
  }
  return days;
}

const WALKED = {
  ...{ '2024-05-05': 4000, '2025-12-31': 5000, '2026-01-01': 6000, '2026-09-24': 7000, '2026-09-25': 7000 },
  ...{ '2026-09-26': 8000, '2026-09-27': 9000, '2026-09-28': 10_000, '2026-09-29': 11_000, '2026-09-30': 5000 },
};

describe('what Home Assistant has lost', () => {
  it('is all there again after one run, and a second one has nothing to do', async () => {
    const world = await writtenWorld();
    const weights = world.kept(WEIGHT).slice(0, 3);
    lose(world);

    await world.run();

    expect(added(world)).toEqual(WALKED);
    expect(world.kept(WEIGHT)).toEqual([...weights, '2026-09-30T08:00Z 70']);
    expect((await world.run()).count).toBe(0);
  });

  it('is all there again when Home Assistant has not counted anything since, and joins what it counts then', async () => {
    const world = await writtenWorld();
    wipe(world);
    await world.run({ now: ANEW - 10 });
    countAnew(world);

    await world.run();

    expect(added(world)).toEqual(WALKED);
    expect((await world.run()).count).toBe(0);
  });

  it('is found again under another entity', async () => {
    const world = await writtenWorld();
    world.ha.entities[1]!.entityId = 'sensor.anna_steps_2';
    const row = { state: 5000, sum: 0, lastReset: at('2026-09-29T22:00:00Z') };
    world.ha.statistic('sensor.anna_steps_2').hours.set(ANEW, row);

    await world.run();

    expect(added(world, 'sensor.anna_steps_2')).toEqual(WALKED);
  });

  it('makes everything due where the bridge writes by itself, also when it was looked for only', async () => {
    const world = await writtenWorld();
    await world.notes.setDue(ANNA, NOTHING_DUE);
    const due = async () => (await world.notes.due(ANNA))?.since;

    const { count } = await world.run({ since: NOTHING_DUE });
    expect([count, await due()]).toEqual([0, NOTHING_DUE]);
    lose(world);
    await world.run({ since: NOTHING_DUE });

    expect(await due()).toBe(EVERYTHING_DUE);
  });

  it('is not looked for by a trial, and makes nothing due where nobody wants that', async () => {
    const world = await writtenWorld();
    lose(world);
    const spans = await world.notes.spans(ANNA);

    await world.run({ dryRun: true });
    expect(await world.notes.spans(ANNA)).toEqual(spans);
    await world.run();

    expect(await world.notes.due(ANNA)).toBeUndefined();
  });

  it('is looked for with one question for all that begin at one hour', async () => {
    const world = await writtenWorld();
    world.ha.commands.length = 0;

    await world.run({ since: NOTHING_DUE });

    const asked = world.ha.commands.filter(({ type }) => type === 'recorder/statistics_during_period');
    expect(asked.map(({ statistic_ids }) => statistic_ids)).toEqual([[WEIGHT, STEPS]]);
  });

  it('never makes everything due for an entity that has neither rows nor readings', async () => {
    const world = await writtenWorld();
    await world.notes.setDue(ANNA, NOTHING_DUE);
    world.ha.entities.push(entity('bone_mass'));

    await world.run({ since: NOTHING_DUE });
    await world.run({ since: NOTHING_DUE, now: NOW + 90 * 86_400 });

    expect((await world.notes.due(ANNA))?.since).toBe(NOTHING_DUE);
  });
});

describe('months for which Home Assistant was off', () => {
  it('are written in one run, across the turn of a year', async () => {
    const world = await importWorld();
    const days = ['2026-09-24', '2026-09-25', '2026-11-15', '2026-12-31', '2027-01-01', '2027-01-19', '2027-01-20'];
    const archive = walks(days);
    const row = { state: 4000, sum: 8500, lastReset: at('2027-01-19T23:00:00Z') };
    world.ha.statistic(STEPS).hours.set(at('2027-01-20T10:00:00Z'), row);
    const now = at('2027-02-01T12:20:00Z');

    await world.run({ archive, now, metrics: new Set(['activity_steps']) });

    expect(added(world)).toEqual(Object.fromEntries(days.map((date) => [date, 7000])));
    expect((await world.run({ archive, now, metrics: new Set(['activity_steps']) })).count).toBe(0);
  });
});

/** 7,000 steps on each of these days. */
function walks(days: readonly string[]): StatisticsSource {
  const readings = days.map(
    (date) =>
      ({
        metric: 'activity_steps',
        value: 7000,
        takenAt: at(`${date}T00:00:00Z`) - (date > '2026-10-25' ? HOUR : 2 * HOUR),
        groupId: `activity/${date}`,
      }) as Reading,
  );
  const [first, last] = [readings[0]!.takenAt, readings.at(-1)!.takenAt];
  return {
    zone: 'Europe/Amsterdam',
    extents: new Map([['activity_steps', { first, last, count: days.length }]]),
    incomplete: new Set(),
    readings: async (_, from, to) => readings.filter(({ takenAt }) => takenAt >= from && takenAt < to),
  };
}
