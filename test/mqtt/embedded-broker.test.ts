import { once } from 'node:events';
import { createServer } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../src/mqtt/embedded-broker.js';

async function testBroker() {
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  return broker;
}

async function connect(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** Subscribes; what is returned waits for the first message. */
async function received(client: MqttClient, topic: string) {
  const message = new Promise((resolve) => {
    client.once('message', (name, payload, { retain }) => resolve({ topic: name, payload: String(payload), retain }));
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return () => message;
}

describe('startBroker', () => {
  it('delivers a message', async () => {
    const { url } = await testBroker();
    const client = await connect(url);

    const message = await received(client, 'a/+');
    await client.publishAsync('a/b', 'hello', { qos: 1 });

    expect(await message()).toEqual({ topic: 'a/b', payload: 'hello', retain: false });
  });

  it('keeps retained messages for those who come later', async () => {
    const { url } = await testBroker();
    const sender = await connect(url);
    await sender.publishAsync('a/b', 'kept', { qos: 1, retain: true });

    const message = await received(await connect(url), 'a/b');

    expect(await message()).toEqual({ topic: 'a/b', payload: 'kept', retain: true });
  });

  it('sends the will of a client that vanishes', async () => {
    const { url } = await testBroker();
    const message = await received(await connect(url), 'state');
    const will = { topic: 'state', payload: Buffer.from('offline'), qos: 1 as const, retain: true };
    const doomed = await connect(url, { will });

    doomed.stream.destroy();

    expect(await message()).toMatchObject({ topic: 'state', payload: 'offline' });
  });

  it('takes a free port when the wished one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;

    const broker = await startBroker({ port: taken });
    onTestFinished(() => broker.close());

    expect(Number(new URL(broker.url).port)).not.toBe(taken);
    expect((await connect(broker.url)).connected).toBe(true);
  });

  it('cuts open connections on close', async () => {
    const broker = await startBroker({ port: 0 });
    const client = await connect(broker.url);
    const closed = new Promise((resolve) => client.once('close', () => resolve(true)));

    await broker.close();

    expect(await closed).toBe(true);
    expect(client.connected).toBe(false);
  });

  it('fails where the host is not of this machine', async () => {
    await expect(startBroker({ port: 0, host: '192.0.2.1' })).rejects.toThrow('EADDRNOTAVAIL');
  });
});
