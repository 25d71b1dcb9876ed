import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { demoPeople, nextWeighIn, nextWorkout } from '../../src/demo/invented-people.js';
import { createZone } from '../../src/demo/wall-clock.js';
import { nextNight } from '../cloud/next-night.js';
import { expectedOf, says } from './expected.js';
import { type House, house } from './house.js';

/**
 * Every feed of both people comes once at once, what is fetched once an hour once more, the recent window of measures is
 * read anew, and a login that seems to have run out is renewed.
 */
const MORE = 35;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 9, 20, 3);
const INTERVAL = 10 * MINUTE;
const ZONE = createZone('Europe/Amsterdam');

/** A bridge that has been there for an hour, on a clock that is right. */
async function polling(webhooks = false): Promise<House & { readonly anna: Person }> {
  const home = await house({ start: START, people: demoPeople(START), seed: 1, webhooks });
  await home.start();
  await home.time.pass(HOUR);
  return { ...home, anna: [...home.cloud.people.values()][0]! };
}

const shown = ({ broker }: House, topic: string) => broker.retained.get(`withings/${topic}`);

/** The instants at which Anna's rounds asked, milliseconds since 1970, and how many requests there were in all. */
async function during({ cloud, time }: House, milliseconds: number) {
  const before = cloud.requests.length;
  await time.pass(milliseconds);
  const asked = cloud.requests.slice(before);
  const rounds = asked.filter(({ action, userid }) => action === 'getactivity' && userid === 1_001_001);
  return { rounds: rounds.map(({ at }) => at), requests: asked.length };
}

/** The readings that were told of, as type and id. */
const told = ({ heard }: House) =>
  heard
    .filter(({ topic }) => topic === 'withings/anna/reading')
    .map(({ payload }) => JSON.parse(payload) as { event_type: string; group_id: string })
    .map(({ event_type, group_id }) => `${event_type} ${group_id}`);

function wrongValues(home: House, person: Person): string[] {
  return Object.entries(expectedOf(person, home.time.now()))
    .filter(([metric]) => !metric.startsWith('activity_'))
    .filter(([metric, value]) => !says(shown(home, `anna/${metric}`), value))
    .map(([metric, value]) => `${metric}: ${shown(home, `anna/${metric}`)}, not ${value}`);
}

/** What the bridge says of its own time must be right by the clock that it has; the account's day is the cloud's. */
function expectInTime(home: House): void {
  const { wall } = home.time.times();
  const { next_sync } = JSON.parse(shown(home, 'bridge/info') ?? '{}') as { next_sync: string };
  const { last_reset } = JSON.parse(shown(home, 'anna/activity_steps/attributes') ?? '{}') as { last_reset: string };
  const midnight = ZONE.at(ZONE.dateOf(home.time.seconds()), 0) * 1000;

  // Some feeds come once an hour.
  expect(wall - Date.parse(shown(home, 'anna/last_sync') ?? '')).toBeLessThan(60 * MINUTE + 1.1 * INTERVAL);
  expect(wall - Date.parse(shown(home, 'anna/last_sync') ?? '')).toBeGreaterThanOrEqual(0);
  expect(Date.parse(next_sync) - wall).toBeGreaterThan(0);
  expect(Date.parse(next_sync) - wall).toBeLessThan(1.1 * INTERVAL);
  expect(Date.parse(last_reset)).toBe(midnight);
}

describe('a clock that jumps', () => {
  it.each([
    ['an hour ahead', HOUR],
    ['an hour back', -HOUR],
    ['a day ahead', DAY],
    ['a day back', -DAY],
    ['to where the machine was switched off a month ago', -30 * DAY],
    ['ten years ahead', 3653 * DAY],
    ['ten years back', -3653 * DAY],
  ])('%s, and back, costs nothing', { timeout: 60_000 }, async (_, jump) => {
    const home = await polling();
    const { time, anna } = home;
    const usual = await during(home, 3 * HOUR);
    const jumped = time.now();

    time.setClock(jump);
    const news: string[] = [];
    time.at(jumped + 20 * MINUTE, () => {
      news.push(`measure ${nextWeighIn(anna, time.now()).grpid}`, `sleep ${nextNight(anna, time.now()).id}`);
    });
    const wrong = await during(home, 3.5 * HOUR);

    expect(wrong.requests).toBeLessThanOrEqual((usual.requests * 3.5) / 3 + MORE);
    expect(wrong.rounds[0]! - jumped).toBeLessThan(1.1 * INTERVAL);
    expect(Math.abs(wrong.rounds.length - 21)).toBeLessThanOrEqual(2);
    expectInTime(home);
    expect(wrongValues(home, anna)).toEqual([]);
    expect(told(home)).toEqual(expect.arrayContaining(news));

    time.setClock(0);
    const corrected = time.now();
    time.at(corrected + 20 * MINUTE, () => {
      news.push(`measure ${nextWeighIn(anna, time.now()).grpid}`, `workout ${nextWorkout(anna, time.now()).id}`);
    });
    const right = await during(home, 3.5 * HOUR);

    expect(right.requests).toBeLessThanOrEqual((usual.requests * 3.5) / 3 + MORE);
    expect(right.rounds[0]! - corrected).toBeLessThan(1.1 * INTERVAL);
    expectInTime(home);
    expect(wrongValues(home, anna)).toEqual([]);
    expect([...told(home)].sort()).toEqual([...news].sort());
    for (const account of ['anna', 'ben']) expect(await home.isLoginAlive(account)).toBe(true);
    expect(home.lines().filter((line) => / (warn|error) /.test(line))).toEqual([]);
  });
});

describe('a machine that sleeps for a week', () => {
  it('goes on where it was', { timeout: 60_000 }, async () => {
    const home = await polling();
    const { time, anna } = home;
    const usual = await during(home, 3 * HOUR);

    time.sleepMachine(7 * DAY);
    const woken = time.now();
    const news = [`measure ${nextWeighIn(anna, woken).grpid}`, `sleep ${nextNight(anna, woken).id}`];
    const after = await during(home, 3 * HOUR);

    expect(after.rounds[0]! - woken).toBeLessThan(1.1 * INTERVAL);
    expect(after.requests).toBeLessThanOrEqual(usual.requests + MORE);
    expectInTime(home);
    expect(wrongValues(home, anna)).toEqual([]);
    expect([...told(home)].sort()).toEqual([...news].sort());
    for (const account of ['anna', 'ben']) expect(await home.isLoginAlive(account)).toBe(true);
    expect(home.lines().filter((line) => / (warn|error) /.test(line))).toEqual([]);
  });
});

describe('a clock that is set back a day', () => {
  it('hides no outage of the broker', { timeout: 60_000 }, async () => {
    const home = await polling();
    const { time, broker } = home;
    const cut = async () => {
      await broker.shut();
      await broker.open(false);
      await time.pass(5 * MINUTE);
    };

    await cut();
    time.setClock(-DAY);
    await time.pass(MINUTE);
    await cut();

    expect(home.lines().filter((line) => line.includes('no connection to the broker'))).toHaveLength(2);
  });

  it('keeps nobody in bed, and does not hide how old the news are', { timeout: 60_000 }, async () => {
    const home = await polling(true);
    const { time, cloud, anna } = home;
    const bed = async (appli: number) => {
      expect(await cloud.notify(anna.userid, appli, { startdate: time.seconds() })).toEqual([200]);
      await time.pass(MINUTE);
      return shown(home, 'anna/in_bed');
    };
    expect(await bed(50)).toBe('true');

    time.setClock(-DAY);
    await time.pass(MINUTE);
    expect(await bed(51)).toBe('false');
    await cloud.notify(anna.userid, 1);
    await time.pass(MINUTE);
    expect(Date.parse(shown(home, 'anna/last_sync') ?? '')).toBeLessThanOrEqual(time.times().wall);

    time.setClock(0);
    expect(await bed(50)).toBe('true');
  });
});
