import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCanary } from '../../src/mqtt/canary.js';
import { type MosquittoOptions, startMosquitto } from '../e2e/mosquitto.js';
import { logLines } from '../log-lines.js';
import { folder } from '../process/world.js';
import { startSession, TOPICS, watch } from './members.js';

const INFO = TOPICS.bridgeInfo;

/** A broker, the connection of the bridge that leads, and a store whose fillings are counted. */
async function setUp(options: MosquittoOptions = {}) {
  const broker = await startMosquitto(options);
  const one = startSession(broker);
  await one.ups.take();
  const store = { fill: 0 };
  const { log, lines } = logLines();
  const canaryOf = (instance = 'one') =>
    createCanary({
      ...{ session: one.session, topics: TOPICS, version: '1.0.0', instance, log },
      onEmpty: async () => ++store.fill,
    });
  const canary = canaryOf();
  const check = (bridges = 1) => canary.check({ fill: store.fill, bridges });
  return { broker, ...one, store, lines, canaryOf, check };
}

const info = (fill: number | null, bridges = 1) => JSON.stringify({ version: '1.0.0', instance: 'one', fill, bridges });

describe('the memory of a broker', () => {
  it('is lost at a new one, and then kept: one filling', async () => {
    const { check, store, session } = await setUp();

    expect(await check()).toBe('lost');
    expect(await session.read(INFO)).toBe(info(1));
    expect(await check()).toBe('kept');
    expect(store.fill).toBe(1);
  });

  it('is lost when the broker starts without what it had', async () => {
    const { broker, check, store, session, ups } = await setUp();
    await check();

    await broker.restart();
    await ups.take();

    expect(await check()).toBe('lost');
    expect(store.fill).toBe(2);
    expect(await session.read(INFO)).toBe(info(2));
  });

  it('is kept when the broker starts with what it had', async () => {
    const { broker, check, store, ups } = await setUp({ persistence: true });
    await check();

    await broker.restart();
    await ups.take();

    expect(await check()).toBe('kept');
    expect(store.fill).toBe(1);
  });

  it('is lost where another instance, or another filling, had been written', async () => {
    const { canaryOf, check, store, session } = await setUp();
    await canaryOf('two').check({ fill: 0, bridges: 1 });
    expect(await check()).toBe('lost');

    store.fill = 7;
    expect(await check()).toBe('lost');
    expect(await session.read(INFO)).toBe(info(8));
  });

  it('is not taken for lost where another instance writes, which is said once and left there', async () => {
    const { check, store, session, lines } = await setUp();
    await check();
    const theirs = JSON.stringify({ instance: 'two', started: '2026-01-01T00:00:00Z' });
    await session.say(INFO, theirs);

    expect([await check(), await check(2)]).toEqual(['others', 'others']);

    expect(store.fill).toBe(1);
    expect(await session.read(INFO)).toBe(theirs);
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining('another bridge is at work on the base topic withings'),
    ]);
  });

  it('is written again when the number of bridges changes, and not otherwise', async () => {
    const { broker, check } = await setUp();
    const seen = await watch(broker, INFO);

    for (const bridges of [1, 1, 2, 2]) await check(bridges);

    expect(await seen.complete()).toEqual([null, 1, 1].map((fill, at) => `${INFO}=${info(fill, at === 2 ? 2 : 1)}`));
  });

  it('stays lost when the store could not count', async () => {
    const { canaryOf, session } = await setUp();
    const failing = createCanary({
      ...{ session, topics: TOPICS, version: '1.0.0', instance: 'one', log: logLines().log },
      onEmpty: () => Promise.reject(new Error('no database')),
    });

    await expect(failing.check({ fill: 0, bridges: 1 })).rejects.toThrow('no database');

    expect(await session.read(INFO)).toBe(info(null));
    expect(await canaryOf().check({ fill: 0, bridges: 1 })).toBe('lost');
  });

  it('is unknown where the broker passes over what this client reads: nothing is published anew', async () => {
    const acl = join(await folder(), 'acl');
    await writeFile(acl, 'topic write withings/#\n');
    const { check, store, lines } = await setUp({ acl });

    expect([await check(), await check()]).toEqual(['unknown', 'unknown']);

    expect(store.fill).toBe(0);
    expect(lines).toEqual([
      `warn whether the broker has kept its messages cannot be read on ${INFO}: what is written there does not come back; check its ACL`,
    ]);
  });

  it('is unknown without a connection: nothing is published anew', async () => {
    const { broker, check, store, downs } = await setUp();
    await broker.stop();
    await downs.take();

    expect(await check()).toBe('unknown');
    expect(store.fill).toBe(0);
  });
});
