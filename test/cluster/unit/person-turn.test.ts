import { describe, expect, it } from 'vitest';
import { ANNA } from '../../demo/helpers.js';
import { MEASURES, shift, WEIGHT, weighs } from './turn-steps.js';
import { turnWorld } from './turn-world.js';

const ACTIVITY = 16;
/** Of an account without curves of the day. */
const OF_ACTIVITY = ['activity', 'workouts'];

describe('a turn of a person', () => {
  it('brings everything the first time, gives the claim back, and says when to come again', async () => {
    const { turn, retained, claims, clock } = await turnWorld();
    const started = clock();

    const next = await turn();

    expect(retained.get(WEIGHT)).toMatch(/^\d/);
    expect(retained.get('withings/anna/availability')).toBe('online');
    expect(claims.given).toBe(1);
    expect(next).toBeGreaterThanOrEqual(started);
  });

  it('works off what Withings tells of an activity also for somebody who wants no curves of the day', async () => {
    const world = await turnWorld();
    await world.turn();
    for (const feed of OF_ACTIVITY) await shift(world.store, {}, feed);
    world.notify(ACTIVITY);

    await world.turn();

    expect(world.noticed()).toBe(0);
  });

  it('asks for each feed of what Withings has told once, when they were not to be asked for at the same time', async () => {
    const world = await turnWorld();
    await world.turn();
    const now = world.clock();
    await shift(world.store, {}, 'activity');
    // So short a while ago that Withings would not answer again.
    await shift(world.store, { lastSuccess: Math.floor(now / 1000) - 5 }, 'workouts');
    const calls = world.cloud.requests.length;
    world.notify(ACTIVITY, now - 3000);

    await world.turn();
    expect(world.noticed()).toBe(1);
    await shift(world.store, {}, 'workouts');
    await world.turn();

    expect(world.noticed()).toBe(0);
    const asked = world.cloud.requests.slice(calls).map(({ action }) => action);
    expect(asked.filter((action) => /getactivity|getworkouts/.test(action)).sort()).toEqual([
      'getactivity',
      'getworkouts',
    ]);
  });

  it('that fails to fetch what Withings has told of keeps it, and says to come again soon', async () => {
    const world = await turnWorld();
    await world.turn();
    await shift(world.store);
    const group = weighs(world);
    const heal = world.cloud.fault({ kind: 'status', status: 2556, path: '/measure' });

    const next = await world.turn();

    expect(world.noticed()).toBe(1);
    expect(next! - world.clock()).toBeLessThan(60_000);
    heal();
    await shift(world.store, { next: 0 });
    await world.turn();
    expect(world.sent.some((line) => line.includes(`"group_id":"${group}"`))).toBe(true);
    expect(world.noticed()).toBe(0);
  });

  it('of a bridge that ended while it was claimed asks for nothing, and leaves what Withings has told of', async () => {
    const world = await turnWorld();
    await world.turn();
    await shift(world.store);
    weighs(world);
    const calls = world.cloud.requests.length;
    world.stop.abort();

    await world.turn();

    expect(world.cloud.requests).toHaveLength(calls);
    expect(world.noticed()).toBe(1);
    expect((await world.store.states.load(String(ANNA))).feeds.measures?.lastError).toBeUndefined();
  });

  it('hides the tokens as long as it lasts, and no longer', async () => {
    const { turn, holds, brokerIs, log, store } = await turnWorld();
    const { accessToken, refreshToken } = (await store.logins.of(String(ANNA)))!;
    const shown = () => [accessToken, refreshToken].map(log.blank);
    const reached = holds(WEIGHT);

    const turned = turn();
    await reached;
    expect(shown()).toEqual(['***', '***']);
    brokerIs(false);
    await turned;

    expect(shown()).toEqual([accessToken, refreshToken]);
  });

  it('publishes what Withings has told of, and that alone', async () => {
    const world = await turnWorld();
    await world.turn();
    const before = world.sent.length;
    await shift(world.store);
    const group = weighs(world);

    await world.turn();

    const topics = world.sent.slice(before).map((line) => line.split('=')[0]);
    expect(topics).toContain('withings/anna/reading');
    expect(world.sent.slice(before).some((line) => line.includes(`"group_id":"${group}"`))).toBe(true);
    expect(topics).not.toContain('withings/anna/sleep_score');
    expect(world.noticed()).toBe(0);
  });

  it('looks for what was deleted where somebody asks, and else once a day', async () => {
    const world = await turnWorld();
    await world.turn();
    const before = world.retained.get(WEIGHT);
    const rows = world.cloud.people.get(ANNA)!.measuregrps;
    const isWeight = ({ measures }: (typeof rows)[number]) => measures.some(({ type }) => type === MEASURES);
    const newest = rows.filter(isWeight).toSorted((a, b) => b.date - a.date)[0]!;
    rows.splice(rows.indexOf(newest), 1);
    await shift(world.store);
    world.notify(MEASURES);
    await world.turn();
    const told = world.retained.get(WEIGHT);
    await shift(world.store);
    world.ask();

    await world.turn();

    expect(told).toBe(before);
    expect(world.retained.get(WEIGHT)).not.toBe(before);
  });

  it('brings everything where somebody asks, also what Withings never tells of', async () => {
    const world = await turnWorld();
    await world.turn();
    const { feeds } = await world.store.states.load(String(ANNA));
    for (const [name, { lastSuccess }] of Object.entries(feeds))
      if (lastSuccess !== undefined) await shift(world.store, {}, name);
    const calls = world.cloud.requests.length;
    world.ask();

    await world.turn();

    expect(world.noticed()).toBe(0);
    const asked = world.cloud.requests.slice(calls).map(({ action }) => action);
    expect(asked).toEqual(expect.arrayContaining(['getmeas', 'getactivity', 'getsummary', 'getgoals', 'getdevice']));
  });

  it('asks for what Withings answers again only a little later then, and for nothing else', async () => {
    const world = await turnWorld();
    await world.turn();
    await shift(world.store, {}, 'goals');
    const calls = world.cloud.requests.length;
    world.ask();

    const next = await world.turn();

    expect(world.cloud.requests.slice(calls).map(({ action }) => action)).toEqual(['getgoals']);
    expect(world.noticed()).toBe(1);
    expect(next! - world.clock()).toBeLessThanOrEqual(12_000);
  });

  it('keeps a notice whose question has just been asked, and comes back for it', async () => {
    const world = await turnWorld();
    await world.turn();
    weighs(world);

    const next = await world.turn();

    expect(world.noticed()).toBe(1);
    expect(next! - world.clock()).toBeLessThanOrEqual(12_000);
  });

  it('says once that a login is gone, and asks no more until there is another', async () => {
    const { turn, cloud, retained, lines, clock } = await turnWorld();
    await turn();
    cloud.revoke(ANNA);
    const next = await turn();
    expect(next).toBeGreaterThan(clock());
    await turn();
    expect(lines.filter((line) => line.includes('cannot get in at Withings')).length).toBeLessThanOrEqual(1);
    expect(retained.has('withings/anna/availability')).toBe(true);
  });
});
