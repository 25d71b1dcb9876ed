import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { nextOn, STATE_TOPIC, startAedes, watchConnection } from './watch.js';

async function demoBroker() {
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  return broker;
}

describe('keepConnected', () => {
  it('publishes, subscribes and hears', async () => {
    const { url } = await demoBroker();
    const { ups, messages } = watchConnection(url);
    const link = await ups.take();

    await link.subscribe(['a/+']);
    const sent = new Promise((resolve) => link.publish('a/b', 'grüße', true, resolve));

    expect(await messages.take()).toEqual({ topic: 'a/b', payload: 'grüße', retained: false });
    expect(await sent).toBeFalsy();
    await link.unsubscribe(['a/+']);
    await link.subscribe(['a/b']);
    expect(await messages.take()).toEqual({ topic: 'a/b', payload: 'grüße', retained: true });
  });

  it('gives a broker that does not speak MQTT 5 the older version, without a word', async () => {
    const { url } = await demoBroker();
    const { ups, problems, failures } = watchConnection(url, { protocolVersion: 5 });

    const link = await ups.take();

    expect(link.protocolVersion).toBe(4);
    expect(problems.all).toEqual([]);
    expect(failures).toEqual([]);
    await new Promise((resolve) => link.publish('a', 'x', true, resolve));
    expect(await nextOn(url, 'a')).toBe('x');
  });

  it('leaves the last will when its socket is killed', async () => {
    const { url, sockets } = await startAedes();
    const { ups, downs, problems } = watchConnection(url);
    await ups.take();

    for (const socket of sockets) socket.destroy();

    expect(await nextOn(url, STATE_TOPIC)).toBe('offline');
    await downs.take();
    expect(await problems.take()).toMatchObject({ kind: 'away' });
  });

  it('leaves no will, and no complaint, when it takes leave', async () => {
    const { url } = await demoBroker();
    const { ups, downs, problems, done } = watchConnection(url, { retries: 5 });
    const link = await ups.take();
    await new Promise((resolve) => link.publish(STATE_TOPIC, 'online', true, resolve));

    await link.end();

    await done;
    expect(downs.all).toHaveLength(1);
    expect(problems.all).toEqual([]);
    expect(ups.all).toHaveLength(1);
    expect(await nextOn(url, STATE_TOPIC)).toBe('online');
  });

  it('comes back after a broker that was gone', async () => {
    const { url, sockets } = await startAedes();
    let now = 0;
    const { ups, downs, problems, failures } = watchConnection(url, { retries: 1, clock: () => now });
    await ups.take();

    now += 60_000;
    for (const socket of sockets) socket.destroy();
    const link = await ups.take();

    expect(downs.all).toHaveLength(1);
    expect(problems.all).toHaveLength(1);
    expect(failures).toEqual([0]);
    await new Promise((resolve) => link.publish('a', 'again', true, resolve));
    expect(await nextOn(url, 'a')).toBe('again');
  });

  it('counts a connection that lasted less than a minute as a failure', async () => {
    const { url, sockets } = await startAedes();
    let now = 0;
    const { ups, failures } = watchConnection(url, { retries: 4, clock: () => now });

    for (const lasted of [0, 59_999, 1000, 60_000, 0]) {
      await ups.take();
      now += lasted;
      for (const socket of sockets) socket.destroy();
    }
    await expect.poll(() => failures).toEqual([1, 2, 3, 0, 1]);
  });

  it.each([
    { what: 'three times in a row', lasts: [0, 0, 0], kinds: ['away', 'away', 'taken'] },
    { what: 'now and then', lasts: [0, 0, 60_000, 0, 0], kinds: ['away', 'away', 'away', 'away', 'away'] },
  ])('suspects another client when it is dropped soon, $what: $kinds', async ({ lasts, kinds }) => {
    const { url, sockets } = await startAedes();
    let now = 0;
    const { ups, problems } = watchConnection(url, { retries: lasts.length - 1, clock: () => now });

    for (const lasted of lasts) {
      await ups.take();
      now += lasted;
      for (const socket of sockets) socket.destroy();
    }

    for (const kind of kinds) expect(await problems.take()).toMatchObject({ kind });
  });

  it('counts failures in a row', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');

    const { problems, failures } = watchConnection(`mqtt://127.0.0.1:${port}`, { retries: 2 });

    for (let count = 0; count < 3; count++) {
      expect(await problems.take()).toEqual({ kind: 'away', text: 'nothing listens there (connection refused)' });
    }
    expect(failures).toEqual([1, 2, 3]);
  });

  it('says that the login is wrong', async () => {
    const { url } = await startAedes({
      authenticate: (_client, user, password, done) => done(null, user === 'anna' && String(password) === 'right'),
    });
    const wrong = watchConnection(url, { username: 'anna', password: 'wrong' });
    const right = watchConnection(url, { username: 'anna', password: 'right' });

    expect(await wrong.problems.take()).toEqual({
      kind: 'login',
      text: 'it refuses the login; check mqtt.username and mqtt.password',
    });
    expect(wrong.ups.all).toEqual([]);
    expect((await right.ups.take()).protocolVersion).toBe(4);
  });

  it('says which topic may not be read', async () => {
    const { url } = await startAedes({
      authorizeSubscribe: (_client, subscription, done) =>
        done(null, subscription.topic.startsWith('homeassistant') ? null : subscription),
    });
    const { ups } = watchConnection(url);
    const link = await ups.take();

    await link.subscribe(['withings/#']);

    await expect(link.subscribe(['withings/#', 'homeassistant/#'])).rejects.toThrow(
      'the broker does not let this client read homeassistant/#',
    );
  });

  it('has the client id and the keepalive it is told', async () => {
    const { url, aedes } = await startAedes();
    const client = once(aedes, 'clientReady');
    watchConnection(url, { clientId: 'bridge-1', keepalive: 17 });

    expect((await client)[0]).toMatchObject({ id: 'bridge-1', clean: true });
  });
});
