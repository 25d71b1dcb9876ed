import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { askRefresh, home } from './home.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

async function running(yaml = '') {
  const port = await freePort();
  const w = await world({ yaml: `server:\n  port: ${port}\n${yaml}` });
  await w.authorize();
  const program = withings2mqtt(['run', '-c', w.config]);
  const seen = await subscriber(w.brokerUrl);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  return { ...w, program, seen, get };
}

describe('/metrics', () => {
  it('counts what happens, and tells of nobody', async () => {
    const { get, cloud } = await running();

    const { status, text } = await get('/metrics');

    expect(status).toBe(200);
    expect(text).toMatch(
      /withings2mqtt_requests_total\{account="ben",endpoint="\/measure",action="getmeas",outcome="ok"\} [1-9]/,
    );
    expect(text).toMatch(/withings2mqtt_syncs_total\{account="anna",feed="measures",outcome="ok"\} 1/);
    expect(text).toMatch(/^withings2mqtt_publishes_total [1-9]/m);
    expect(text).toMatch(/^withings2mqtt_readings_total\{account="anna"\} [1-9]/m);
    expect(text).toMatch(/^withings2mqtt_broker_connects_total 1$/m);
    expect(text).toMatch(/^withings2mqtt_broker_up 1$/m);
    expect(text).toMatch(/^withings2mqtt_accounts_unauthorized 0$/m);
    expect(text).toMatch(/^withings2mqtt_last_sync_timestamp_seconds\{account="anna"\} \d{10}$/m);
    expect(text).toMatch(/^withings2mqtt_last_sync_timestamp_seconds\{account="ben"\} \d{10}$/m);
    expect(Number(/^withings2mqtt_access_token_age_seconds (\S+)$/m.exec(text)?.[1])).toBeLessThan(60);
    expect(Number(/^withings2mqtt_access_token_age_seconds (\S+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(0);
    expect(text).toMatch(/^withings2mqtt_access_token_expiry_timestamp_seconds \d{10}$/m);
    for (const person of ['Anna', 'Ben', '70.25', ...[...cloud.people.keys()].map(String)]) {
      expect(text).not.toContain(person);
    }
  });

  it('names everything that there is to watch, also before it has happened', async () => {
    const { get } = await running();

    const { text } = await get('/metrics');

    const names = [...text.matchAll(/^# TYPE withings2mqtt_(\w+) (?:counter|gauge)$/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([
      'access_token_age_seconds',
      'access_token_expiry_timestamp_seconds',
      'accounts_unauthorized',
      'broker_connects_total',
      'broker_up',
      'last_sync_timestamp_seconds',
      'publishes_total',
      'rate_limit_waits_total',
      'readings_total',
      'requests_total',
      'syncs_total',
    ]);
  });

  it('counts waits, failures and reconnects, and tells of nobody then either', async () => {
    const { get, cloud, seen } = await running();
    cloud.fault({ path: '/v2/heart', kind: 'http', code: 429, headers: { 'retry-after': '1' }, times: 1 });
    cloud.fault({ path: '/measure', kind: 'status', status: 293, error: `Anna ${ANNA} 70.25`, times: 2 });
    expect(await askRefresh(seen)).toMatchObject({ status: 'error' });

    const { text } = await get('/metrics');

    expect(text).toMatch(/^withings2mqtt_rate_limit_waits_total\{account="(anna|ben)",feed="ecgs"\} 1$/m);
    for (const account of ['anna', 'ben']) {
      const of = `account="${account}"`;
      const calls = `withings2mqtt_requests_total{${of},endpoint="/measure",action="getmeas",outcome="invalid_params"} 1`;
      expect(text.split('\n')).toContain(calls);
      expect(text.split('\n')).toContain(`withings2mqtt_syncs_total{${of},feed="measures",outcome="failed"} 1`);
    }
    for (const person of ['Anna', 'Ben', '70.25', String(ANNA)]) expect(text).not.toContain(person);
  });

  it('says the same of counts that have not changed', async () => {
    const { get } = await running();

    const [first, second] = [await get('/metrics'), await get('/metrics')];

    const counts = (text: string) => text.replace(/^withings2mqtt_access_token_age_seconds .*$/m, '');
    expect(counts(second.text)).toBe(counts(first.text));
  });
});

describe('/health', () => {
  it('is 200 while broker and last sync are well, and 503 after a sync that failed', async () => {
    const { get, cloud, seen } = await running();
    expect(await get('/health')).toEqual({ status: 200, text: '{"broker":true,"sync":true}' });

    cloud.revoke(ANNA);
    await seen.client.publishAsync('withings/bridge/request/refresh', '{"transaction":1}');
    await seen.sees('withings/bridge/response/refresh', (payload) => payload.includes('"transaction":1'));

    expect(await get('/health')).toEqual({ status: 503, text: '{"broker":true,"sync":false}' });
  });

  it('is 503 while the broker is away, and says which it is', async () => {
    const here = await home();
    const seen = await here.watch();
    const program = await here.run({ server: 'private' });
    await program.synced(seen);
    const health = async () => {
      const answer = await fetch(`${here.address}/health`);
      return `${answer.status} ${await answer.text()}`;
    };
    expect(await health()).toBe('200 {"broker":true,"sync":true}');

    await here.broker.shut();
    await expect.poll(health).toBe('503 {"broker":false,"sync":true}');
    await here.broker.open();

    await expect.poll(health, { timeout: 15_000 }).toBe('200 {"broker":true,"sync":true}');
    const metrics = await (await fetch(`${here.address}/metrics`)).text();
    expect(metrics).toMatch(/^withings2mqtt_broker_connects_total 2$/m);
  });

  it('is 503 until the first sync has gone well', async () => {
    const port = await freePort();
    const { config, cloud, authorize } = await world({ yaml: `server:\n  port: ${port}\n` });
    await authorize();
    const go = cloud.fault({ path: '/measure', kind: 'hang' });
    withings2mqtt(['run', '-c', config]);
    const health = () => fetch(`http://127.0.0.1:${port}/health`).then((answer) => answer.text(), String);

    await expect.poll(health, { timeout: 10_000 }).toBe('{"broker":true,"sync":false}');
    go();
  });

  it('is 503 at once when a notification finds the login dead, and 200 when it is back', async () => {
    const here = await home();
    const seen = await here.watch();
    await (await here.run()).synced(seen);
    await expect.poll(() => here.cloud.subscriptions(ANNA).length, { timeout: 10_000 }).toBe(12);
    const health = () => fetch(`${here.address}/health`).then(({ status }) => status);
    expect(await health()).toBe(200);
    const mends = [
      here.cloud.fault({ path: '/measure', kind: 'status', status: 401, error: 'no' }),
      here.cloud.fault({ path: '/v2/oauth2', kind: 'status', status: 503, error: 'no' }),
    ];

    await here.cloud.notify(ANNA, 1);
    await expect.poll(health, { timeout: 10_000 }).toBe(503);
    for (const mend of mends) mend();
    await here.cloud.notify(ANNA, 1);

    await expect.poll(health, { timeout: 10_000 }).toBe(200);
  });
});
