import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { startMosquitto } from '../e2e/mosquitto.js';
import { startServer } from '../postgres/own-server.js';
import { folder } from '../process/world.js';
import { enrol } from './enrol.js';
import { startMember } from './fleet.js';
import { CLUSTER_CLIENT, createManyPeople } from './many-people.js';
import { createOwnClock } from './own-clock.js';
import { readRetained } from './watcher.js';
import { accountOf } from './weigh-ins.js';

const POLL_SECONDS = 600;
/** Of a poll, at most. */
const JITTER = 1.2;
const PATIENCE = { timeout: 30_000, interval: 200 };
/** Withings answers the same question again after some seconds. */
const AGAIN = { timeout: 60_000 };

/** Two people and a bridge; its clock and that of the database are a test's to set. */
async function setUp() {
  const clocks = { bridge: await createOwnClock(), database: await createOwnClock() };
  const server = await startServer({ env: clocks.database.env });
  onTestFinished(() => server.remove());
  const databaseUrl = await server.newDatabase();
  const broker = await startMosquitto();
  const cloud = createManyPeople({
    ...{ people: 2, callsPerMinute: 6000, callbackUrl: 'https://withings.test/webhook', until: async () => {} },
  });
  onTestFinished(() => cloud.close());
  await enrol(databaseUrl, cloud, 'secret');
  const url = await cloud.listen('127.0.0.1', () => 'one');
  const config = join(await folder(), 'config.yaml');
  await writeFile(
    config,
    `withings: { client_id: ${CLUSTER_CLIENT.id}, client_secret: ${CLUSTER_CLIENT.secret}, api_url: "${url}" }
store: ${databaseUrl}
mqtt: { url: "${broker.url}" }
page: { enabled: false }
server: { enabled: false }
`,
  );
  const store = await openPostgresStore({ address: databaseUrl, sleep: (milliseconds) => pause(milliseconds) });
  onTestFinished(() => store.close());
  const feeds = () => Promise.all(cloud.userids.map(async (id) => (await store.states.load(String(id))).feeds));
  return {
    ...{ clocks, cloud, broker, store },
    start: () => startMember({ name: 'bridge', config, within: [], env: clocks.bridge.env }),
    /** Seconds from now, by this machine, until everybody's measures are asked for again. */
    async untilNext(): Promise<readonly number[]> {
      return (await feeds()).map(({ measures }) => (measures?.next ?? Number.POSITIVE_INFINITY) - Date.now() / 1000);
    },
    shown: async () => (await readRetained(broker.url, 'withings/+/weight')).size,
  };
}

const HOURS = [-1, 24];

describe('a bridge among others', () => {
  it.each(HOURS)('whose own clock is %i h ahead leaves nobody unasked for that', async (hours) => {
    const { clocks, cloud, start, untilNext, shown } = await setUp();
    clocks.bridge.ahead(hours);
    for (const userid of cloud.userids) cloud.weighIn(userid);

    const member = start();
    await expect.poll(shown, PATIENCE).toBe(2);

    await expect.poll(async () => Math.max(...(await untilNext())), PATIENCE).toBeLessThan(POLL_SECONDS * JITTER);
    expect(Math.min(...(await untilNext()))).toBeGreaterThan(0);
    expect(await member.stop()).toBe(0);
    const words = `the clock of this machine is ${hours * 3600} s ahead of the one of the database`;
    expect(member.output().split(words)).toHaveLength(2);
    expect(cloud.tokens.doubleUses()).toEqual([]);
  });

  it('goes on when its own clock jumps', AGAIN, async () => {
    const { clocks, cloud, broker, start, store, untilNext, shown } = await setUp();
    const [someone = 0] = cloud.userids;
    cloud.weighIn(someone);
    const member = start();
    await expect.poll(shown, PATIENCE).toBe(1);

    clocks.bridge.ahead(5);
    const { grams } = cloud.weighIn(someone);
    const notification = { userId: String(someone), appli: 1, start: undefined, end: undefined, deviceId: undefined };
    await store.cluster!.notices.put(notification);

    const weight = async () =>
      (await readRetained(broker.url, `withings/${accountOf(someone)}/weight`)).values().next();
    await expect.poll(async () => Number((await weight()).value) * 1000, PATIENCE).toBe(grams);
    expect(Math.max(...(await untilNext()))).toBeLessThan(POLL_SECONDS * JITTER);
    expect(await member.stop()).toBe(0);
  });
});

describe('a database whose clock is wrong', () => {
  it.each([1, -1])('by %i h is gone by, and said', async (hours) => {
    const { clocks, cloud, start, shown, untilNext } = await setUp();
    for (const userid of cloud.userids) cloud.weighIn(userid);
    clocks.database.ahead(hours);

    const member = start();

    await expect.poll(shown, PATIENCE).toBe(2);
    const left = async () => (await untilNext()).map((seconds) => seconds - hours * 3600);
    await expect.poll(async () => Math.max(...(await left())), PATIENCE).toBeLessThan(POLL_SECONDS * JITTER);
    expect(await member.stop()).toBe(0);
    expect(member.output()).toContain('ahead of the one of the database');
    expect(cloud.tokens.doubleUses()).toEqual([]);
  });
});
