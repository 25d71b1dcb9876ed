import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { ANNA } from '../demo/helpers.js';
import { subscriber, withings2mqtt } from '../process/world.js';
import { clinic } from './clinic.js';

/** Anna, connected, and a bridge of possibly several that has shown her weight. */
async function running() {
  const broker = await startBroker({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => broker.close());
  const here = await clinic();
  await here.accounts('add', 'anna');
  await here.connect('anna', ANNA);
  const seen = await subscriber(broker.url);
  const bridge = withings2mqtt(['run', '-c', join(here.dir, 'config.yaml')], { WITHINGS2MQTT_MQTT_URL: broker.url });
  await seen.sees('withings/anna/weight', Boolean);
  return { ...here, seen, bridge };
}

it('a refresh that is asked for is answered when it has come in', async () => {
  const { cloud, seen } = await running();
  const asked = cloud.requests.length;

  await seen.client.publishAsync('withings/bridge/request/refresh', '{"account": "anna", "transaction": 7}');

  const answer = await seen.sees('withings/bridge/response/refresh', Boolean);
  expect(JSON.parse(answer)).toEqual({ status: 'ok', data: {}, transaction: 7 });
  const actions = new Set(cloud.requests.slice(asked).map(({ action }) => action));
  expect([...actions]).toEqual(expect.arrayContaining(['getmeas', 'getsummary', 'getactivity']));
});

it('whoever is disabled is offline, and online again when enabled', async () => {
  const { accounts, seen } = await running();
  await seen.sees('withings/anna/availability', (payload) => payload === 'online');

  await accounts('disable', 'anna');
  await seen.sees('withings/anna/availability', (payload) => payload === 'offline');
  await accounts('enable', 'anna');

  await seen.sees('withings/anna/availability', (payload) => payload === 'online');
});
