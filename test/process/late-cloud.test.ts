import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { QUICK_WAITS } from './hostile.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

const INTERVAL = 600_000;

/** Leads whoever knocks at a port to a server, until the test is over. */
async function openDoor(port: number, server: string): Promise<void> {
  const door = createServer((client) => {
    const behind = connect(Number(new URL(server).port), '127.0.0.1');
    client.on('error', () => behind.destroy());
    behind.on('error', () => client.destroy());
    client.pipe(behind).pipe(client);
  }).listen(port, '127.0.0.1');
  onTestFinished(() => void door.close());
  await once(door, 'listening');
}

describe('a box that is up before its router', () => {
  it('says when it tries again, and has everything soon after Withings can be reached', async () => {
    const { cloud, config, authorize, brokerUrl } = await world();
    await authorize();
    const port = await freePort();
    const seen = await subscriber(brokerUrl, 'withings/#');
    const started = Date.now();
    const api = { WITHINGS2MQTT_WITHINGS_API_URL: `http://127.0.0.1:${port}` };
    const program = withings2mqtt(['run', '-c', config], { ...QUICK_WAITS, ...api });
    const info = await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
    expect(JSON.parse(info).last_sync).toBeNull();
    expect(Date.parse(JSON.parse(info).next_sync) - started).toBeLessThan(INTERVAL / 2);

    await openDoor(port, cloud.url);

    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).last_sync !== null);
    expect(Date.now() - started).toBeLessThan(INTERVAL / 10);
    expect(seen.payload('withings/anna/weight')).toBe('70.25');
    expect(program.output().match(/anna: no measures this time/g)).toHaveLength(1);
  });
});
