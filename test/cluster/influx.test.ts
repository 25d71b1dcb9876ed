import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { startMosquitto } from '../e2e/mosquitto.js';
import { DATABASE, startInfluxd } from '../influx/influxd.js';
import { startServer } from '../postgres/own-server.js';
import { folder } from '../process/world.js';
import { enrol } from './enrol.js';
import { startMember } from './fleet.js';
import { CLUSTER_CLIENT, createManyPeople } from './many-people.js';
import { accountOf } from './weigh-ins.js';

const PEOPLE = 5;
/** A bridge that is killed is dead for the others after 12 s. */
const PATIENCE = { timeout: 40_000, interval: 200 };

it('one bridge of several writes the archive of all to InfluxDB, and another one goes on when it is gone', {
  timeout: 90_000,
}, async () => {
  const server = await startServer();
  onTestFinished(() => server.remove());
  const databaseUrl = await server.newDatabase();
  const [broker, influxd] = await Promise.all([startMosquitto(), startInfluxd()]);
  const cloud = createManyPeople({
    ...{ people: PEOPLE, callsPerMinute: 6000, callbackUrl: 'https://withings.test/webhook', until: async () => {} },
  });
  onTestFinished(() => cloud.close());
  await enrol(databaseUrl, cloud, 'secret');
  const url = await cloud.listen('127.0.0.1', () => '');
  const config = join(await folder(), 'config.yaml');
  await writeFile(
    config,
    `withings: { client_id: ${CLUSTER_CLIENT.id}, client_secret: ${CLUSTER_CLIENT.secret}, api_url: "${url}" }
store: ${databaseUrl}
mqtt: { url: "${broker.url}" }
influx: { url: "${influxd.url}", database: ${DATABASE} }
page: { enabled: false }
server: { enabled: false }
`,
  );
  const { cluster, close } = await openPostgresStore({ address: databaseUrl, sleep: (wait) => pause(wait) });
  onTestFinished(close);
  const weights = async () => {
    const rows = await influxd.query('select weight, account from withings');
    return rows.map(({ weight, account }) => `${account} ${weight}`).sort();
  };
  const expected = cloud.userids.map((userid) => `${accountOf(userid)} ${cloud.weighIn(userid).grams / 1000}`);

  const members = [1, 2].map((number) => startMember({ name: `bridge-${number}`, config, within: [] }));
  await expect.poll(weights, PATIENCE).toEqual(expected.sort());
  expect((await cluster!.bridges.living()).length).toBe(2);

  const pid = (await cluster!.bridges.living()).find(({ leads }) => leads)?.pid;
  const leading = members.find((member) => member.pid() === pid)!;
  // It is not started again, so that it is the other one.
  const stopped = leading.stop('SIGKILL');
  const [someone = 0] = cloud.userids;
  expected.push(`${accountOf(someone)} ${cloud.weighIn(someone).grams / 1000}`);
  const notification = { userId: String(someone), appli: 1, start: undefined, end: undefined, deviceId: undefined };
  await cluster!.notices.put(notification);

  await expect.poll(weights, PATIENCE).toEqual(expected.sort());
  await stopped;
  const [other] = members.filter((member) => member !== leading);
  expect(await other!.stop()).toBe(0);
  expect(other!.output()).not.toMatch(/ error /);
});
