import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerOf, askForBroker } from '../../../src/cli/app/supervisor.js';
import { configOf, TOKEN } from './options-folder.js';

const SERVICE = {
  addon: 'core_mosquitto',
  host: 'core-mosquitto',
  port: 1883,
  ssl: false,
  protocol: '3.1.1',
  username: 'addons',
  password: 'told-password',
};
const OPTIONS = { client_id: 'my-id', client_secret: 'my-secret', accounts: [{ name: 'me' }] };

async function supervisor(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const tools = (pauses: number[] = []) => ({
  signal: new AbortController().signal,
  sleep: async (milliseconds: number) => void pauses.push(milliseconds),
});

function replies(...all: readonly { readonly status: number; readonly body?: unknown }[]): RequestListener {
  const left = [...all];
  return (_, response) => {
    const { status, body } = (left.length > 1 ? left.shift() : left[0])!;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  };
}

describe("Home Assistant's broker", () => {
  it('is asked for with the token, and is the one to connect to', async () => {
    const asked: unknown[] = [];
    const url = await supervisor((request, response) => {
      asked.push([request.method, request.url, request.headers.authorization]);
      replies({ status: 200, body: { result: 'ok', data: SERVICE } })(request, response);
    });

    const config = await configOf({ options: OPTIONS, env: { SUPERVISOR_URL: url }, tools: tools() });

    expect(asked).toEqual([['GET', '/services/mqtt', `Bearer ${TOKEN}`]]);
    expect(config.mqtt).toMatchObject({
      url: 'mqtt://core-mosquitto:1883',
      username: 'addons',
      password: 'told-password',
    });
    expect(config.homeassistant.url).toBe(`${url}/core`);
  });

  it('is reached by TLS where it says so, and without a login where it wants none', async () => {
    const data = { host: 'broker.test', port: 8883, ssl: true, username: null };
    const url = await supervisor(replies({ status: 200, body: { result: 'ok', data } }));

    const { mqtt } = await configOf({ options: OPTIONS, env: { SUPERVISOR_URL: url }, tools: tools() });

    expect(mqtt.url).toBe('mqtts://broker.test:8883');
    expect(mqtt).not.toHaveProperty('username');
  });

  it('takes the login of the options before the one that is told', async () => {
    const url = await supervisor(replies({ status: 200, body: { result: 'ok', data: SERVICE } }));
    const options = { ...OPTIONS, mqtt: { username: 'me', password: 'mine' } };

    const { mqtt } = await configOf({ options, env: { SUPERVISOR_URL: url }, tools: tools() });

    expect(mqtt).toMatchObject({ url: 'mqtt://core-mosquitto:1883', username: 'me', password: 'mine' });
  });

  it('is not asked for where a file, a variable or an option names another one, nor by who needs none', async () => {
    let asked = 0;
    const url = await supervisor((request, response) => {
      asked += 1;
      replies({ status: 500 })(request, response);
    });
    const env = { SUPERVISOR_URL: url };
    const broker = { url: 'mqtt://own.test' };

    const all = [
      await configOf({ options: OPTIONS, env, tools: tools(), yaml: 'mqtt: { url: "mqtt://own.test" }' }),
      await configOf({ options: OPTIONS, env: { ...env, WITHINGS2MQTT_MQTT_URL: broker.url }, tools: tools() }),
      await configOf({ options: { ...OPTIONS, mqtt: broker }, env, tools: tools() }),
    ];
    await configOf({ options: OPTIONS, env });

    expect(all.map(({ mqtt }) => mqtt.url)).toEqual(Array(3).fill(broker.url));
    expect(asked).toBe(0);
  });

  it('that is missing makes one sentence, with what to do', async () => {
    const url = await supervisor(replies({ status: 400, body: { result: 'error', message: 'Service not enabled' } }));

    const wrong = configOf({ options: OPTIONS, env: { SUPERVISOR_URL: url }, tools: tools() });

    await expect(wrong).rejects.toThrow(
      'option mqtt.url: Home Assistant has no MQTT broker; install the App "Mosquitto broker" and start it, or fill in this option',
    );
  });

  it('is asked for again while the Supervisor starts', async () => {
    const pauses: number[] = [];
    const up = { status: 200, body: { result: 'ok', data: SERVICE } };
    const url = await supervisor(replies({ status: 502 }, { status: 503 }, up));

    const answer = await askForBroker({ url, token: TOKEN }, tools(pauses));

    expect(answer).toMatchObject({ service: { host: 'core-mosquitto' } });
    expect(pauses).toEqual([2000, 2000]);
  });

  it('of a Supervisor that stays away is told as such', async () => {
    const pauses: number[] = [];

    const answer = await askForBroker({ url: 'http://127.0.0.1:1', token: TOKEN }, tools(pauses));

    expect(answer).toEqual({ unknown: expect.stringMatching(/^it cannot be reached: .*ECONNREFUSED/) });
    expect(pauses).toHaveLength(4);
  });

  it.each([
    ['a refusal', { status: 403, text: '' }, 'it refuses the token with HTTP 403'],
    ['no JSON', { status: 200, text: '<html>' }, 'its answer is not the one that was expected'],
    ['another shape', { status: 200, text: '{"data":{"host":1}}' }, 'its answer is not the one that was expected'],
    ['a redirect', { status: 302, text: '' }, 'it answers HTTP 302'],
  ])('is not known after %s', (_, reply, unknown) => {
    expect(answerOf(reply)).toEqual({ unknown });
  });
});
