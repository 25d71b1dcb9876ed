import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SIGN_TIMES } from '../../src/cluster/membership.js';
import { startSmallWorld } from './small-world.js';
import { readRetained } from './watcher.js';
import { accountOf } from './weigh-ins.js';

/** A job that the database has given to somebody who did not hear of it is found within a minute. */
const PATIENCE = { timeout: 90_000, interval: 200 };
/** Longer than a bridge may be silent. */
const OUTAGE_MILLISECONDS = SIGN_TIMES.dead + 3000;

it('a database that is away for longer than a bridge may be silent ends none of them, and loses nothing', {
  timeout: 300_000,
}, async () => {
  const { server, cloud, cluster, broker, start, tell } = await startSmallWorld({ people: 3 });
  const shown = async (userid: number) => {
    const topic = `withings/${accountOf(userid)}/weight`;
    return Number((await readRetained(broker.url, topic)).get(topic)) * 1000;
  };
  for (const userid of cloud.userids) cloud.weighIn(userid);
  const members = ['bridge-1', 'bridge-2', 'bridge-3'].map((name) => start(name));
  for (const userid of cloud.userids)
    await expect.poll(() => shown(userid), PATIENCE).toBe(cloud.newest(userid)?.grams);
  await expect.poll(async () => (await cluster.bridges.living()).length, PATIENCE).toBe(members.length);
  const pids = members.map((member) => member.pid());

  await server.stop('SIGQUIT');
  await pause(OUTAGE_MILLISECONDS);
  await server.start();
  const [someone = 0] = cloud.userids;
  const { grams } = cloud.weighIn(someone);
  await expect
    .poll(
      () =>
        tell(someone).then(
          () => true,
          () => false,
        ),
      PATIENCE,
    )
    .toBe(true);

  await expect.poll(() => shown(someone), PATIENCE).toBe(grams);
  await expect
    .poll(async () => Math.max(...(await cluster.bridges.living()).map((one) => one.silentMilliseconds)), PATIENCE)
    .toBeLessThan(SIGN_TIMES.still);
  expect((await cluster.bridges.living()).map(({ pid }) => pid).toSorted()).toEqual(pids.toSorted());
  expect(members.map((member) => member.starts())).toEqual([1, 1, 1]);
  expect(cloud.tokens.doubleUses()).toEqual([]);
});
