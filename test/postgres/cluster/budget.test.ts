import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callPaceOf } from '../../../src/store/postgres/cluster/budget.js';
import { openWorld, type TestBridge, type World } from './world.js';

const MINUTE = 60_000;
const ANY = Number.MAX_SAFE_INTEGER;

describe('the spacing', () => {
  it.each([1, 2, 5, 33, 34, 41, 120, 1500, 100_000])('is spaced so that %i calls hold by arithmetic', (calls) => {
    const { every, ahead } = callPaceOf(calls);
    expect(Math.ceil(MINUTE / every - 1e-6) + ahead).toBeLessThanOrEqual(calls);
    expect(ahead).toBeLessThanOrEqual(calls / 10);
  });
});

let world: World;
let bridges: readonly TestBridge[];

/** All places that were given away in the order of time, in milliseconds, as the database has them. */
async function placesOf(takes: number, callsPerMinute: number, before?: () => Promise<void>): Promise<number[]> {
  await world.sql.run('create table place (at float8)');
  await world.sql.run(`
    create function note() returns trigger language plpgsql as $$
    begin insert into place values (extract(epoch from new.place_at) * 1000); return new; end $$`);
  await world.sql.run(
    'create trigger note after insert or update of place_at on budget for each row execute function note()',
  );
  for (let taken = 0; taken < takes; taken += 30) {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => bridges[index % 3]?.budget.take('client', callsPerMinute, ANY)),
    );
    await before?.();
  }
  return (await world.sql.all('select at from place order by at')).map(({ at }) => Number(at));
}

/** The most that lie in any minute. */
function mostInAMinute(places: readonly number[]): number {
  let [most, from] = [0, 0];
  for (const [to, at] of places.entries()) {
    while (at - (places[from] ?? at) >= MINUTE) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('the budget', () => {
  /** Milliseconds since now: a place that is taken later is so much nearer. */
  function stopwatch(): () => number {
    const begun = performance.now();
    return () => performance.now() - begun;
  }

  beforeEach(async () => {
    world = await openWorld();
    bridges = await Promise.all(['one', 'two', 'three'].map((id) => world.bridge(id)));
  });
  afterEach(() => world.close());

  it.each([2, 10, 33, 120, 1500])('of %i calls a minute holds in every minute, over all bridges', async (calls) => {
    const places = await placesOf(Math.max(90, 3 * calls), calls);
    expect(mostInAMinute(places)).toBeLessThanOrEqual(calls);
    expect(mostInAMinute(places)).toBeGreaterThanOrEqual(Math.floor(calls * 0.95) - 1);
  });

  it.each([10, 120, 600])('of %i calls a minute holds when silences come in between', async (calls) => {
    // Time that passes: all that was, and what is to come, lies further back.
    const places = await placesOf(3 * calls + 90, calls, async () => {
      const past = Math.random() * 30 * 2 * callPaceOf(calls).every;
      await world.sql.run("update budget set next_at = next_at - $1 * interval '1 ms'", past);
      await world.sql.run('update place set at = at - $1', past);
    });
    expect(mostInAMinute(places)).toBeLessThanOrEqual(calls);
  });

  it('lets a few go at once after a silence, and then one after another', async () => {
    const waits: number[] = [];
    const passed = stopwatch();
    for (let index = 0; index < 6; index++) waits.push((await bridges[0]?.budget.take('client', 120, ANY)) ?? -1);
    const { every, ahead } = callPaceOf(120);
    expect(waits.slice(0, ahead + 1).every((wait) => wait < 10)).toBe(true);
    expect(waits[5]).toBeGreaterThan((5 - ahead) * every - passed());
    expect(waits[5]).toBeLessThanOrEqual((5 - ahead) * every + 1);
  });

  it('gives no place that is too far, and takes none for it', async () => {
    const [one, two] = bridges;
    for (let index = 0; index < 20; index++) await one?.budget.take('client', 10, ANY);
    expect(await two?.budget.take('client', 10, 2000)).toBeUndefined();
    const passed = stopwatch();
    const urgent = (await two?.budget.take('client', 10, ANY)) ?? 0;
    expect(await two?.budget.take('client', 10, 2000)).toBeUndefined();
    const next = ((await two?.budget.take('client', 10, ANY)) ?? 0) - urgent;
    expect(next).toBeGreaterThan(MINUTE / 9 - passed());
    expect(next).toBeLessThanOrEqual(MINUTE / 9 + 1);
    expect(await two?.budget.take('another', 10, 0)).toBe(0);
  });

  it('rests when Withings wants fewer', async () => {
    const [one, two] = bridges;
    await one?.budget.rest('client', 90_000);
    await one?.budget.rest('client', 10_000);
    expect(await two?.budget.left('client', 120)).toBe(0);
    expect(await two?.budget.take('client', 120, 5000)).toBeUndefined();
    expect(await two?.budget.take('client', 120, ANY)).toBeGreaterThan(80_000);
  });

  it('tells how many are left, and goes by what it is told last', async () => {
    const [one] = bridges;
    expect(await one?.budget.left('client', 120)).toBe(Math.floor(120 * 0.97));
    for (let index = 0; index < 40; index++) await one?.budget.take('client', 120, ANY);
    const left = (await one?.budget.left('client', 120)) ?? 0;
    expect(left).toBeGreaterThanOrEqual(76);
    expect(left).toBeLessThan(90);
    const passed = stopwatch();
    const before = (await one?.budget.take('client', 6, ANY)) ?? 0;
    const next = ((await one?.budget.take('client', 6, ANY)) ?? 0) - before;
    expect(next).toBeGreaterThan(MINUTE / 5 - passed());
    expect(next).toBeLessThanOrEqual(MINUTE / 5 + 1);
  });
});
