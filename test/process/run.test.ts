import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { ANNA, BEN } from '../demo/helpers.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

const SINCE = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z';
const online = (payload: string) => payload === 'online';

async function refresh(seen: Awaited<ReturnType<typeof subscriber>>, transaction: string): Promise<{ status: string }> {
  await seen.client.publishAsync('withings/bridge/request/refresh', JSON.stringify({ transaction }));
  const answer = await seen.sees('withings/bridge/response/refresh', (payload) => payload.includes(transaction));
  return JSON.parse(answer);
}

describe('run', () => {
  it('publishes a new weigh-in once, and nothing when there is nothing new', async () => {
    const { cloud, config, brokerUrl, authorize } = await world();
    await authorize();
    withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

    nextWeighIn(cloud.people.get(ANNA)!, Date.now());
    const weight = cloud.people
      .get(ANNA)!
      .measuregrps.at(-1)!
      .measures.find(({ type }) => type === 1)!;
    expect(await refresh(seen, 'first')).toMatchObject({ status: 'ok', transaction: 'first' });
    const before = seen.messages.length;
    await refresh(seen, 'second');

    const expected = Number(`${weight.value}e${weight.unit}`);
    expect(await seen.sees('withings/anna/weight', (payload) => Number(payload) === expected)).toBe(String(expected));
    const ours = /bridge|last_sync/;
    expect(seen.messages.slice(before).filter(({ topic }) => !ours.test(topic))).toEqual([]);
    const [attributes, value] = ['/attributes', ''].map((end) =>
      seen.messages.findLastIndex(({ topic }) => topic === `withings/anna/weight${end}`),
    );
    expect(attributes).toBeLessThan(value!);
  });

  // A stop that takes 5 seconds ends by force, with 1.
  it.each(['SIGTERM', 'SIGINT'] as const)('says offline and ends with 0 on %s', async (signal) => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    const program = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

    program.process.kill(signal);

    expect(await program.exit).toBe(0);
    expect(await seen.sees('withings/bridge/state', (payload) => payload === 'offline')).toBe('offline');
  });

  it('stops in time while the cloud hangs', async () => {
    const { cloud, config, brokerUrl, authorize } = await world();
    await authorize();
    cloud.fault({ path: '/measure', kind: 'hang' });
    const program = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/anna/goal_steps', () => true);

    program.process.kill('SIGTERM');

    expect(await program.exit).toBe(0);
  });

  it('leaves its last will when it is killed, and the store to the next one, which needs no new login', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    const first = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
    first.process.kill('SIGKILL');
    await first.exit;
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');

    const second = withings2mqtt(['run', '--once', '-c', config]);

    expect(await second.exit, second.output()).toBe(0);
  });

  it('tells a second process that it is the second', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    const first = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/state', online);

    const second = withings2mqtt(['run', '-c', config]);

    expect(await second.exit).toBe(1);
    expect(second.stderr()).toMatch(
      new RegExp(
        `another withings2mqtt \\(pid ${first.process.pid} on ${hostname()}, since ${SINCE}\\) is using .*data; stop it`,
      ),
    );
    expect(second.stderr()).not.toMatch(/ at .*\.js/);
  });

  it('lives while the broker is away, says so once, and publishes the newest values when it is there', async () => {
    const port = await freePort();
    const { config, authorize } = await world({ brokerUrl: `mqtt://127.0.0.1:${port}` });
    await authorize();
    const program = withings2mqtt(['run', '-c', config]);
    await program.prints(/warn .*no connection to the broker/);

    const broker = await startBroker({ port });
    const seen = await subscriber(broker.url);

    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
    expect(program.stderr().match(/no connection to the broker/g)).toHaveLength(1);
    await seen.close();
    await broker.close();
  });

  it('asks for a new login when the old one is dead, and keeps the values', async () => {
    const { cloud, config, brokerUrl, authorize } = await world();
    await authorize();
    const program = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

    cloud.revoke(ANNA);
    await refresh(seen, 'one');

    expect(await seen.sees('withings/anna/availability', (payload) => payload === 'offline')).toBe('offline');
    expect(await seen.sees('withings/anna/authorization', (payload) => payload === 'required')).toBe('required');
    expect(seen.payload('withings/ben/availability')).toBe('online');
    expect(seen.payload('withings/anna/weight')).toBe('70.25');
    await program.prints(/error anna: .*run: withings2mqtt auth anna/);
    await refresh(seen, 'two');
    expect(program.stderr().match(/error anna/g)).toHaveLength(1);
  });

  it('a feed that fails stops no other, and one account no other', async () => {
    const { cloud, config, brokerUrl, authorize } = await world();
    await authorize();
    cloud.fault({ action: 'getgoals', kind: 'status', status: 239 });
    const program = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl);

    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
    expect(await seen.sees('withings/device/d1/battery', () => true)).toBe('high');
    expect(await seen.sees('withings/anna/api_problem', (payload) => payload === 'true')).toBe('true');
    await program.prints(/warn .*anna: no goals this time: .*239/);
    expect(cloud.requests.filter(({ userid, action }) => userid === BEN && action === 'getmeas').length).toBe(1);
  });
});
