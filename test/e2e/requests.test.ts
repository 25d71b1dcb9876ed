import { describe, expect, it } from 'vitest';
import { subscriber, withings2mqtt } from '../process/world.js';
import { loggedIn, startedBridge } from './bridge.js';
import { mosquittoPub, type Sub } from './clients.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';

const REQUEST = 'withings/bridge/request';
const RESPONSE = 'withings/bridge/response';

/** The answer to a request. */
async function ask(broker: Mosquitto, sub: Sub, command: string, payload: string, answer = command): Promise<unknown> {
  const before = sub.received().length;
  await mosquittoPub(broker, `${REQUEST}/${command}`, payload);
  const response = await sub.sees(({ topic }) => topic === `${RESPONSE}/${answer}`, before);
  expect(response.retain).toBe(false);
  return JSON.parse(response.payload);
}

describe('requests', () => {
  it('refresh, rediscover and health_check answer with the transaction', async () => {
    const broker = await startMosquitto();
    const { cloud, sub } = await startedBridge(broker);
    const calls = cloud.requests.length;

    expect(await ask(broker, sub, 'health_check', '{"transaction": 7}')).toEqual({
      status: 'ok',
      data: { broker: true, store: true, sync: true },
      transaction: 7,
    });
    const before = sub.received().length;
    expect(await ask(broker, sub, 'rediscover', '{"transaction": "r-1"}')).toMatchObject({
      status: 'ok',
      transaction: 'r-1',
    });
    await sub.sees(({ topic }) => topic === 'homeassistant/device/withings_7001/config', before);
    await sub.sees(({ topic }) => topic === 'withings/bridge/info', before);
    // Bare values mean that something was measured.
    expect((await sub.complete()).slice(before).map(({ topic }) => topic)).not.toContain('withings/anna/weight');
    expect(cloud.requests).toHaveLength(calls);
    expect(await ask(broker, sub, 'refresh', '{"account": "anna", "transaction": "r-2"}')).toMatchObject({
      status: 'ok',
      transaction: 'r-2',
    });
    expect(cloud.requests.length).toBeGreaterThan(calls);
    expect(await ask(broker, sub, 'refresh', '')).toMatchObject({ status: 'ok' });
  });

  it('that make no sense are answered with an error in words', async () => {
    const broker = await startMosquitto();
    const { sub } = await startedBridge(broker);
    const wrong = [
      { command: 'refresh', payload: '{"account": ', answer: 'refresh', error: /not JSON/ },
      { command: 'refresh', payload: '[1]', answer: 'refresh', error: /must be an object/ },
      { command: 'refresh', payload: '{"account": "nobody"}', answer: 'refresh', error: /known are anna, ben/ },
      { command: 'reboot', payload: '{}', answer: 'unknown', error: /known are refresh, rediscover, health_check/ },
    ];

    for (const { command, payload, answer, error } of wrong) {
      const response = await ask(broker, sub, command, payload, answer);

      expect(response).toMatchObject({ status: 'error', error: expect.stringMatching(error) });
    }
  });

  it('that are retained are ignored, and stay', async () => {
    const broker = await startMosquitto();
    for (const command of ['refresh', 'health_check']) {
      await mosquittoPub(broker, `${REQUEST}/${command}`, '{"transaction": "old"}', { retain: true });
    }
    const { cloud, sub } = await startedBridge(broker);
    const rounds = () => cloud.requests.filter(({ action }) => action === 'getmeas').length;
    const first = rounds();

    await ask(broker, sub, 'health_check', '{"transaction": "new"}');

    const answers = sub.received().filter(({ topic }) => topic.startsWith(RESPONSE));
    expect(answers.filter(({ payload }) => payload.includes('old'))).toEqual([]);
    expect(answers.filter(({ topic }) => topic === `${RESPONSE}/health_check`)).toHaveLength(1);
    expect(rounds()).toBe(first);
    expect(sub.received().filter(({ topic, payload }) => topic.startsWith(REQUEST) && payload === '')).toEqual([]);
  });

  it.each([4, 5])('that are far too large do not reach the bridge, which goes on (MQTT %i)', async (version) => {
    const broker = await startMosquitto();
    const { program, sub } = await startedBridge(broker, {
      env: { WITHINGS2MQTT_MQTT_PROTOCOL_VERSION: String(version) },
    });
    const stranger = await subscriber(broker.url, 'withings/bridge/response/#');
    const before = sub.received().length;
    const large = `{"transaction": 1, "x": "${'x'.repeat(8 * 1024 * 1024)}"}`;

    for (const retain of [false, true]) {
      await stranger.client.publishAsync(`${REQUEST}/refresh`, large, { qos: 1, retain });
    }

    expect(await ask(broker, sub, 'health_check', '{"transaction": 2}')).toMatchObject({ status: 'ok' });
    const answers = sub.received().slice(before);
    expect(answers.filter(({ topic }) => topic === `${RESPONSE}/refresh`)).toEqual([]);
    expect(program.output()).not.toMatch(/no connection|error/);
  });

  it('that come the moment the bridge says online are answered, once', async () => {
    const broker = await startMosquitto();
    const { config } = await loggedIn({ brokerUrl: broker.url });
    const seen = await subscriber(broker.url, 'withings/bridge/#');
    withings2mqtt(['run', '-c', config]);

    await seen.sees('withings/bridge/state', (payload) => payload === 'online');
    await seen.client.publishAsync(`${REQUEST}/health_check`, '{"transaction": "early"}', { qos: 1 });
    await seen.sees(`${RESPONSE}/health_check`, (payload) => payload.includes('early'));
    await seen.client.publishAsync(`${REQUEST}/health_check`, '{"transaction": "late"}', { qos: 1 });
    await seen.sees(`${RESPONSE}/health_check`, (payload) => payload.includes('late'));

    const answers = seen.messages.filter(({ topic }) => topic === `${RESPONSE}/health_check`);
    expect(answers.map(({ payload }) => JSON.parse(payload).transaction)).toEqual(['early', 'late']);
  });
});
