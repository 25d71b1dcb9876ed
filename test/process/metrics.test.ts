import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { askRefresh } from './home.js';
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
      /withings2mqtt_requests_total\{account="ben",feed="measures",endpoint="\/measure",action="getmeas",outcome="ok"\} [1-9]/,
    );
    expect(text).toMatch(/withings2mqtt_syncs_total\{account="anna",feed="measures",outcome="ok"\} 1/);
    expect(text).toMatch(/^withings2mqtt_publishes_total [1-9]/m);
    expect(text).toMatch(/^withings2mqtt_readings_total\{account="anna"\} [1-9]/m);
    for (const feed of ['measures', 'goals', 'devices']) {
      expect(text).toMatch(new RegExp(`^withings2mqtt_readings_total\\{account="anna",feed="${feed}"\\} [1-9]`, 'm'));
    }
    for (const feed of ['measures', 'activity', 'sleep', 'workouts', 'ecgs', 'goals', 'devices']) {
      const of = `account="anna",feed="${feed}"`;
      expect(text).toMatch(new RegExp(`^withings2mqtt_requests_total\\{${of},.*outcome="ok"\\} [1-9]`, 'm'));
      expect(text).toMatch(new RegExp(`^withings2mqtt_feed_last_success_timestamp_seconds\\{${of}\\} \\d{10}$`, 'm'));
    }
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
      'feed_last_success_timestamp_seconds',
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
      const calls = `withings2mqtt_requests_total{${of},feed="measures",endpoint="/measure",action="getmeas",outcome="invalid_params"} 1`;
      expect(text.split('\n')).toContain(calls);
      expect(text.split('\n')).toContain(`withings2mqtt_syncs_total{${of},feed="measures",outcome="failed"} 1`);
    }
    for (const person of ['Anna', 'Ben', '70.25', String(ANNA)]) expect(text).not.toContain(person);
  });

  it('says the same of counts that have not changed', async () => {
    const { get } = await running();

    const counts = async () => (await get('/metrics')).text.replace(/^withings2mqtt_access_token_age_seconds .*$/m, '');
    // The last acknowledgement of the broker may come in between.
    const twice = async () => new Set([await counts(), await counts()]).size;
    await expect.poll(twice, { timeout: 10_000 }).toBe(1);
  });
});
