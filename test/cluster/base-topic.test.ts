import mqtt from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { startSmallWorld } from './small-world.js';
import { readRetained } from './watcher.js';

const PATIENCE = { timeout: 60_000, interval: 100 };
const INFO = 'withings/bridge/info';
const THEIRS = JSON.stringify({ version: '0.1.0', instance: 'theirs', started: '2026-01-01T00:00:00.000Z' });

it('a base topic on which a bridge of another store lives is left alone, and said once', async () => {
  const { broker, cluster, cloud, start } = await startSmallWorld({ people: 1 });
  const other = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  onTestFinished(() => other.endAsync(true));
  await other.publishAsync(INFO, THEIRS, { retain: true });
  await other.publishAsync('withings/bridge/state', 'online', { retain: true });
  other.on('message', (_, payload) => void other.publish('withings/bridge/response/health_check', payload));
  await other.subscribeAsync('withings/bridge/request/health_check');

  const member = start();
  await expect.poll(() => member.output(), PATIENCE).toMatch(/error another bridge is at work on the base topic/);

  expect([...(await readRetained(broker.url, 'withings/#'))].sort()).toEqual([
    [INFO, THEIRS],
    ['withings/bridge/state', 'online'],
  ]);
  expect(await cluster.bridges.living()).toEqual([]);
  expect(cloud.calls.mostInMinute()).toBe(0);
  expect(await member.stop()).toBe(0);
  expect((await readRetained(broker.url, INFO)).get(INFO)).toBe(THEIRS);
});

it('a base topic that a bridge of another store has left is taken', async () => {
  const { broker, cloud, start } = await startSmallWorld({ people: 1 });
  for (const userid of cloud.userids) cloud.weighIn(userid);
  const other = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  await other.publishAsync(INFO, THEIRS, { retain: true });
  await other.endAsync();

  start();

  await expect.poll(async () => (await readRetained(broker.url, 'withings/+/weight')).size, PATIENCE).toBe(1);
  await expect.poll(async () => (await readRetained(broker.url, INFO)).get(INFO), PATIENCE).toMatch(/"fill":\d/);
});
