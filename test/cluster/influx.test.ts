import { expect, it } from 'vitest';
import { DATABASE, startInfluxd } from '../influx/influxd.js';
import { startSmallWorld } from './small-world.js';
import { accountOf } from './weigh-ins.js';

const PEOPLE = 5;
/** A bridge that is killed is dead for the others after 12 s. */
const PATIENCE = { timeout: 40_000, interval: 200 };

it('one bridge of several writes the archive of all to InfluxDB, and another one goes on when it is gone', {
  timeout: 180_000,
}, async () => {
  const influxd = await startInfluxd();
  const yaml = `influx: { url: "${influxd.url}", database: ${DATABASE} }`;
  const { cloud, cluster, start, tell } = await startSmallWorld({ people: PEOPLE, yaml });
  const weights = async () => {
    const rows = await influxd.query('select weight, account from withings');
    return rows.map(({ weight, account }) => `${account} ${weight}`).sort();
  };
  const expected = cloud.userids.map((userid) => `${accountOf(userid)} ${cloud.weighIn(userid).grams / 1000}`);

  const members = ['bridge-1', 'bridge-2'].map((name) => start(name));
  await expect.poll(weights, PATIENCE).toEqual(expected.sort());
  await expect.poll(async () => (await cluster.bridges.living()).length, PATIENCE).toBe(2);

  const pid = (await cluster.bridges.living()).find(({ leads }) => leads)?.pid;
  const leading = members.find((member) => member.pid() === pid)!;
  // It is not started again, so that it is the other one.
  const stopped = leading.stop('SIGKILL');
  const [someone = 0] = cloud.userids;
  expected.push(`${accountOf(someone)} ${cloud.weighIn(someone).grams / 1000}`);
  await tell(someone);

  await expect.poll(weights, PATIENCE).toEqual(expected.sort());
  await stopped;
  const [other] = members.filter((member) => member !== leading);
  expect(await other!.stop()).toBe(0);
  expect(other!.output()).not.toMatch(/ error /);
});
