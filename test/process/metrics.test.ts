import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
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
    expect(text).toMatch(/withings2mqtt_requests_total\{endpoint="\/measure",action="getmeas",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/withings2mqtt_syncs_total\{feed="measures",outcome="ok"\} 2/);
    expect(text).toMatch(/^withings2mqtt_publishes_total [1-9]/m);
    expect(text).toMatch(/^withings2mqtt_readings_total [1-9]/m);
    expect(text).toMatch(/^withings2mqtt_broker_connects_total 1$/m);
    expect(text).toMatch(/^withings2mqtt_broker_up 1$/m);
    expect(text).toMatch(/^withings2mqtt_accounts_unauthorized 0$/m);
    expect(text).toMatch(/^withings2mqtt_access_token_expiry_timestamp_seconds \d{10}$/m);
    for (const person of ['anna', 'ben', '70.25', ...[...cloud.people.keys()].map(String)]) {
      expect(text).not.toContain(person);
    }
  });

  it('says the same of counts that have not changed', async () => {
    const { get } = await running();

    const [first, second] = [await get('/metrics'), await get('/metrics')];

    expect(second.text).toBe(first.text);
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
});
