import { describe, expect, it } from 'vitest';
import { createOwnClock } from './own-clock.js';
import { startSmallWorld } from './small-world.js';
import { readRetained } from './watcher.js';
import { accountOf } from './weigh-ins.js';

const POLL_SECONDS = 600;
/** Of a poll, at most. */
const JITTER = 1.2;
const PATIENCE = { timeout: 30_000, interval: 200 };

/** Two people and a bridge; its clock and that of the database are a test's to set. */
async function setUp() {
  const clocks = { bridge: await createOwnClock(), database: await createOwnClock() };
  const world = await startSmallWorld({ people: 2, databaseEnv: clocks.database.env });
  const { cloud, broker, store } = world;
  const feeds = () => Promise.all(cloud.userids.map(async (id) => (await store.states.load(String(id))).feeds));
  return {
    ...{ ...world, clocks },
    start: () => world.start('bridge', clocks.bridge.env),
    /** Seconds from now, by this machine, until everybody's measures are asked for again. */
    async untilNext(): Promise<readonly number[]> {
      return (await feeds()).map(({ measures }) => (measures?.next ?? Number.POSITIVE_INFINITY) - Date.now() / 1000);
    },
    shown: async () => (await readRetained(broker.url, 'withings/+/weight')).size,
  };
}

describe('a bridge among others', () => {
  it('whose own clock is a day ahead leaves nobody unasked for that, and says so', async () => {
    const { clocks, cloud, start, untilNext, shown } = await setUp();
    clocks.bridge.ahead(24);
    for (const userid of cloud.userids) cloud.weighIn(userid);

    const member = start();
    await expect.poll(shown, PATIENCE).toBe(2);

    await expect.poll(async () => Math.max(...(await untilNext())), PATIENCE).toBeLessThan(POLL_SECONDS * JITTER);
    expect(Math.min(...(await untilNext()))).toBeGreaterThan(0);
    expect(await member.stop()).toBe(0);
    const words = 'the clock of this machine is 86400 s ahead of the one of the database';
    expect(member.output().split(words)).toHaveLength(2);
    expect(cloud.tokens.doubleUses()).toEqual([]);
  });

  it('goes on when its own clock jumps', async () => {
    const { clocks, cloud, broker, start, tell, untilNext, shown } = await setUp();
    const [someone = 0] = cloud.userids;
    cloud.weighIn(someone);
    const member = start();
    await expect.poll(shown, PATIENCE).toBe(1);

    clocks.bridge.ahead(5);
    const { grams } = cloud.weighIn(someone);
    await tell(someone);

    const weight = async () =>
      (await readRetained(broker.url, `withings/${accountOf(someone)}/weight`)).values().next();
    await expect.poll(async () => Number((await weight()).value) * 1000, PATIENCE).toBe(grams);
    await expect.poll(async () => Math.max(...(await untilNext())), PATIENCE).toBeLessThan(POLL_SECONDS * JITTER);
    expect(Math.min(...(await untilNext()))).toBeGreaterThan(0);
    expect(await member.stop()).toBe(0);
  });
});

describe('a database whose clock is an hour behind', () => {
  it('is gone by, and said', async () => {
    const { clocks, cloud, start, shown, untilNext } = await setUp();
    for (const userid of cloud.userids) cloud.weighIn(userid);
    clocks.database.ahead(-1);

    const member = start();

    await expect.poll(shown, PATIENCE).toBe(2);
    const left = async () => (await untilNext()).map((seconds) => seconds + 3600);
    await expect.poll(async () => Math.max(...(await left())), PATIENCE).toBeLessThan(POLL_SECONDS * JITTER);
    expect(await member.stop()).toBe(0);
    expect(member.output()).toContain('the clock of this machine is 3600 s ahead of the one of the database');
    expect(cloud.tokens.doubleUses()).toEqual([]);
  });
});
