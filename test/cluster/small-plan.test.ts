import { expect, it } from 'vitest';
import { startSmallWorld } from './small-world.js';
import { readRetained } from './watcher.js';

const PEOPLE = 60;
/** Each of them wants nine at first; the past would take many times as much. */
const CALLS_PER_MINUTE = 600;
const PATIENCE = { timeout: 150_000, interval: 500 };

it('people who are all new come in as fast as the plan allows, and the past of some keeps nobody waiting', {
  timeout: 240_000,
}, async () => {
  const { cloud, broker, start } = await startSmallWorld({ people: PEOPLE, callsPerMinute: CALLS_PER_MINUTE });
  for (const userid of cloud.userids) cloud.weighIn(userid);

  const members = [start('bridge-1'), start('bridge-2')];

  await expect.poll(async () => (await readRetained(broker.url, 'withings/+/weight')).size, PATIENCE).toBe(PEOPLE);
  expect(cloud.refused()).toBe(0);
  expect(cloud.calls.mostInMinute()).toBeLessThanOrEqual(CALLS_PER_MINUTE);
  for (const member of members) expect(await member.stop()).toBe(0);
});
