import { describe, expect, it } from 'vitest';
import type { StatisticsSource } from '../../src/statistics/source.js';
import { at } from '../feeds/cloud.js';
import { dayRow } from '../feeds/rows.js';
import { importWorld, STEPS } from './importing.js';

const HOUR = 3600;
const ZONES = ['America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];

type World = Awaited<ReturnType<typeof importWorld>>;

/** Home Assistant has counted a day by itself, hour by hour; an hour may be lacking. */
function count({ ha }: World, reset: string, hours: readonly number[], sums: (hour: number) => number): void {
  const lastReset = at(reset);
  for (const hour of hours) {
    const row = { state: sums(hour) - sums(-1), sum: sums(hour), lastReset };
    ha.statistic(STEPS).hours.set(lastReset + hour * HOUR, row);
  }
}

const hoursOf = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const elsewhere = async (world: World, zone: string): Promise<StatisticsSource> => ({
  ...(await world.archive()),
  zone,
});

describe('an account that has moved', () => {
  it.each(ZONES)('to %s: days stay where they are, those of the past and those that were counted', async (zone) => {
    const world = await importWorld();
    const { anna, run, kept } = world;
    anna.activities = [...anna.activities, dayRow('2025-03-30', 300), dayRow('2026-09-26', 8000)];
    // An hour is lacking that would be the last one of the day before in New York.
    count(world, '2026-09-25T22:00:00Z', [...hoursOf(0, 5), ...hoursOf(6, 24)], (hour) => (hour < 12 ? 4500 : 12_500));
    await run({ since: undefined });
    const before = kept(STEPS);

    const { rows } = await run({ since: undefined, archive: await elsewhere(world, zone) });

    expect([...rows]).toEqual([]);
    expect(kept(STEPS)).toEqual(before);
  });

  it('has the running day corrected when it is over there', async () => {
    const world = await importWorld();
    const { anna, run } = world;
    await run();
    anna.activities = [...anna.activities, dayRow('2026-09-30', 6000)];
    count(world, '2026-09-29T22:00:00Z', hoursOf(0, 24), (hour) => (hour < 12 ? 4500 : 10_000));
    const archive = await elsewhere(world, 'America/New_York');
    const corrected = async (time: string) => (await run({ archive, now: at(time), dryRun: true })).rows.get(STEPS);

    expect(await corrected('2026-09-30T22:30:00Z')).toBeUndefined();
    expect(await corrected('2026-10-01T04:05:00Z')).toBeUndefined();
    expect(await corrected('2026-10-01T04:10:00Z')).toMatchObject([{ start: at('2026-09-30T21:00:00Z'), sum: 10_500 }]);
  });
});

describe('a day', () => {
  it.each([
    ['America/New_York', '2026-09-24T21:00Z'],
    ['Asia/Tokyo', '2026-09-24T21:00Z'],
  ])('of an account in %s is one of Home Assistant, where it is shown', async (zone, hour) => {
    const { run, kept } = await importWorld({ zone });

    await run();

    expect(kept(STEPS).slice(0, 4)).toEqual([
      expect.stringMatching(/^2024-05-05T21:00Z 4000 /),
      expect.stringMatching(/^2025-12-31T22:00Z 5000 /),
      expect.stringMatching(/^2026-01-01T22:00Z 6000 /),
      expect.stringMatching(new RegExp(`^${hour} 7000 `)),
    ]);
    expect((await run()).count).toBe(0);
  });

  it('that is over where the account is comes before what Home Assistant has counted of the next one', async () => {
    const { anna, ha, run, kept } = await importWorld({ zone: 'Asia/Tokyo' });
    ha.behaviour.timeZone = 'America/New_York';
    anna.activities = [23, 24, 25].map((day) => dayRow(`2026-09-${day}`, day, { timezone: 'Asia/Tokyo' }));
    ha.statistic(STEPS).hours.clear();
    const lastReset = at('2026-09-24T15:00:00Z');
    for (const hour of [1, 23])
      ha.statistic(STEPS).hours.set(lastReset + hour * HOUR, { state: 25, sum: 0, lastReset });

    await run();

    expect(kept(STEPS).slice(0, 3)).toEqual([
      '2026-09-24T03:00Z 23 -49',
      '2026-09-24T15:00Z 24 -25',
      '2026-09-24T16:00Z 25 0',
    ]);
    expect((await run()).count).toBe(0);
  });

  it('is counted to its end also where that is in the next year for Home Assistant', async () => {
    const world = await importWorld({ zone: 'America/New_York' });
    const { anna, ha, run, kept } = world;
    anna.activities = [30, 31].map((day) => dayRow(`2025-12-${day}`, 5000, { timezone: 'America/New_York' }));
    ha.statistic(STEPS).hours.clear();
    count(world, '2025-12-30T05:00:00Z', hoursOf(0, 24), (hour) => (hour < 0 ? 0 : 5000));
    count(world, '2025-12-31T05:00:00Z', hoursOf(0, 24), (hour) => (hour < 20 ? 5000 : 10_000));
    const before = kept(STEPS);

    await run();

    expect(kept(STEPS)).toEqual(before);
  });

  it.each([undefined, 7, 'Mars/Base'])('is one of the account where Home Assistant is in %s', async (timeZone) => {
    const { ha, run, kept } = await importWorld({ zone: 'America/New_York' });
    ha.behaviour.timeZone = timeZone;

    await run();

    expect(kept(STEPS)[0]).toMatch(/^2024-05-06T03:00Z 4000 /);
  });
});
