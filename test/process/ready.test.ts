import { rename } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { isArchived } from '../stored.js';
import { home, refresh } from './home.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

async function running() {
  const port = await freePort();
  const w = await world({ yaml: `server:\n  port: ${port}\n` });
  await w.authorize();
  const program = withings2mqtt(['run', '-c', w.config]);
  const seen = await subscriber(w.brokerUrl);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  return { ...w, program, seen, address: `http://127.0.0.1:${port}` };
}

/** What the bridge answers there, or that it does not. */
async function ask(url: string): Promise<string> {
  const answer = await fetch(url).catch(() => undefined);
  return answer ? `${answer.status} ${await answer.text()}` : 'no answer';
}

const ALIVE = '200 {"alive":true}';
const READY = '200 {"broker":true,"store":true,"sync":true}';

describe('/ready and /health', () => {
  it('are well beside a login that is dead: it needs a person, and the others go on', async () => {
    const { address, cloud, seen } = await running();
    expect([await ask(`${address}/ready`), await ask(`${address}/health`)]).toEqual([READY, ALIVE]);

    cloud.revoke(ANNA);
    await seen.client.publishAsync('withings/bridge/request/refresh', '{"transaction":1}');
    await seen.sees('withings/bridge/response/refresh', (payload) => payload.includes('"transaction":1'));
    await seen.sees('withings/anna/authorization', (payload) => payload === 'required');

    expect([await ask(`${address}/ready`), await ask(`${address}/health`)]).toEqual([READY, ALIVE]);
  });

  it('say which it is when a fetch fails, and that the bridge lives', async () => {
    const { address, cloud, seen } = await running();
    const mend = cloud.fault({ path: '/v2/heart', kind: 'status', status: 293, error: 'no' });
    await refresh(seen).catch(() => {});

    expect(await ask(`${address}/ready`)).toBe('503 {"broker":true,"store":true,"sync":false}');
    expect(await ask(`${address}/health`)).toBe(ALIVE);
    mend();
    await refresh(seen);

    expect(await ask(`${address}/ready`)).toBe(READY);
  });

  it('say which it is while the broker is away, and that the bridge lives', async () => {
    const here = await home();
    const seen = await here.watch();
    const program = await here.run({ server: 'private' });
    await program.synced(seen);
    const ready = () => ask(`${here.address}/ready`);
    await expect.poll(ready).toBe(READY);

    await here.broker.shut();
    await expect.poll(ready).toBe('503 {"broker":false,"store":true,"sync":true}');
    expect(await ask(`${here.address}/health`)).toBe(ALIVE);
    await here.broker.open();

    await expect.poll(ready, { timeout: 15_000 }).toBe(READY);
    const metrics = await (await fetch(`${here.address}/metrics`)).text();
    expect(metrics).toMatch(/^withings2mqtt_broker_connects_total 2$/m);
  });

  it('say which it is when nothing can be kept: a volume that is gone', async () => {
    const { address, data } = await running();
    // Nothing is written meanwhile that would have to be written once more.
    for (const name of ['anna', 'ben']) {
      await expect.poll(() => isArchived(data('.'), name), { timeout: 40_000 }).toBe(true);
    }

    await rename(data('.'), `${data('.')}-away`);
    expect(await ask(`${address}/ready`)).toBe('503 {"broker":true,"store":false,"sync":true}');

    await rename(`${data('.')}-away`, data('.'));
    expect(await ask(`${address}/ready`)).toBe(READY);
  });

  it('say that the bridge lives and is not ready before the first fetch is over', async () => {
    const port = await freePort();
    const { config, cloud, authorize } = await world({ yaml: `server:\n  port: ${port}\n` });
    await authorize();
    const go = cloud.fault({ path: '/measure', kind: 'hang' });
    withings2mqtt(['run', '-c', config]);
    const address = `http://127.0.0.1:${port}`;

    await expect.poll(() => ask(`${address}/ready`)).toBe('503 {"broker":true,"store":true,"sync":false}');
    expect(await ask(`${address}/health`)).toBe(ALIVE);
    go();
  });

  it('are told on the broker, too', async () => {
    const { seen } = await running();

    await seen.client.publishAsync('withings/bridge/request/health_check', '{"transaction":"h"}');
    const answer = await seen.sees('withings/bridge/response/health_check', (payload) => payload.includes('"h"'));

    expect(JSON.parse(answer)).toMatchObject({ status: 'ok', data: { broker: true, store: true, sync: true } });
  });
});

describe('check, beside a bridge that runs', () => {
  const check = async (config: string) => {
    const program = withings2mqtt(['check', '-c', config]);
    return { code: await program.exit, output: program.output() };
  };

  it('says so while another feed of the bridge still waits for its answer', async () => {
    const { config, cloud, seen } = await running();
    const go = cloud.fault({ path: '/v2/heart', kind: 'hang' });
    cloud.revoke(ANNA);

    await seen.client.publishAsync('withings/bridge/request/refresh', '{}');
    await seen.sees('withings/anna/authorization', (payload) => payload === 'required');

    await expect.poll(async () => (await check(config)).output).toMatch(/^FAIL {2}login anna/m);
    go();
  });

  it('says that a login is dead, and what to do', async () => {
    const { config, cloud, seen } = await running();
    cloud.revoke(ANNA);
    await refresh(seen).catch(() => {});
    await seen.sees('withings/anna/authorization', (payload) => payload === 'required');

    const { code, output } = await check(config);

    expect(code, output).toBe(1);
    expect(output).toMatch(/^FAIL {2}login anna: .*; run: withings2mqtt auth anna$/m);
    expect(output).toMatch(/^ok {4}login ben: Withings lets the bridge in$/m);
  });

  it('says so no more when the bridge has got in again', async () => {
    const { config, cloud, seen, program } = await running();
    const paths = ['/measure', '/v2/measure', '/v2/sleep', '/v2/heart', '/v2/user'];
    const mends = [
      ...paths.map((path) => cloud.fault({ path, kind: 'status', status: 401, error: 'no' })),
      cloud.fault({ path: '/v2/oauth2', kind: 'status', status: 503, error: 'no' }),
    ];
    await refresh(seen).catch(() => {});
    await seen.sees('withings/anna/authorization', (payload) => payload === 'required');
    expect((await check(config)).output).toMatch(/^FAIL {2}login anna/m);
    for (const mend of mends) mend();
    await refresh(seen);
    await seen.sees('withings/anna/authorization', (payload) => payload === 'ok');

    const { code, output } = await check(config);

    expect(code, output + program.output()).toBe(0);
  });
});
