import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA, BEN } from '../demo/helpers.js';
import { loginOf } from '../stored.js';
import { askRefresh } from './home.js';
import { subscriber, withings2mqtt, world } from './world.js';

const TEN_MINUTES = 600;

describe('a feed that Withings tells to wait for ten minutes', () => {
  it('holds up no other feed and no other account, and is not asked for meanwhile, not after a restart either', {
    timeout: 90_000,
  }, async () => {
    const { cloud, config, brokerUrl, authorize, data } = await world();
    await authorize();
    const ecgs = async (name: string) => {
      const login = await loginOf(data('.'), name);
      return cloud.requests.filter((one) => one.path === '/v2/heart' && one.accessToken === login?.accessToken).length;
    };
    cloud.fault({
      ...{ path: '/v2/heart', kind: 'http', code: 429, times: 1 },
      headers: { 'retry-after': String(TEN_MINUTES) },
    });
    const started = Date.now();
    const seen = await subscriber(brokerUrl, 'withings/#');
    const first = withings2mqtt(['run', '-c', config]);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
    expect([await ecgs('anna'), await ecgs('ben')]).toEqual([1, 1]);
    expect(Date.now() - started).toBeLessThan(20_000);
    const { accounts } = JSON.parse(seen.payload('withings/bridge/info') ?? '');
    const waiting = accounts.filter(
      ({ feeds }: { feeds: { ecgs: { last_error: string | null } } }) => feeds.ecgs.last_error,
    );
    expect(waiting).toHaveLength(1);
    const [{ name, feeds }] = waiting;
    const next = Date.parse(feeds.ecgs.next_sync);
    expect(next - started).toBeGreaterThanOrEqual(TEN_MINUTES * 1000);

    for (const person of cloud.people.values()) nextWeighIn(person, Date.now());
    const groups = [ANNA, BEN].map((id) => String(cloud.people.get(id)!.measuregrps.at(-1)!.grpid));
    const other = name === 'anna' ? 'ben' : 'anna';
    expect(await askRefresh(seen, other)).toMatchObject({ status: 'ok' });
    expect(await askRefresh(seen)).toMatchObject({
      status: 'error',
      error: expect.stringContaining(`${name}: ecgs: `),
    });
    for (const [index, account] of ['anna', 'ben'].entries()) {
      const { group_id } = JSON.parse(seen.payload(`withings/${account}/weight/attributes`) ?? '');
      expect(group_id).toBe(groups[index]);
    }
    expect(await ecgs(name)).toBe(1);

    first.process.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    const restarted = Date.now();
    withings2mqtt(['run', '-c', config]);
    await seen.sees('withings/bridge/info', (payload) => {
      const info = JSON.parse(payload);
      return Date.parse(info.started) >= restarted && info.next_sync !== null;
    });
    expect(await askRefresh(seen, other)).toMatchObject({ status: 'ok' });
    expect(await ecgs(name)).toBe(1);
  });
});
