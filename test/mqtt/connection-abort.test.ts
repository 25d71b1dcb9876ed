import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchOwnTimers } from '../own-timers.js';
import { nextOn, STATE_TOPIC, startAedes, startRaw, watchConnection } from './watch.js';

const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const CONNECT = 0x10;
const PUBLISH = 0x30;
const kindOf = (bytes: Buffer) => (bytes[0] ?? 0) & 0xf0;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('keepConnected, aborted', () => {
  it('ends at once a connection that is up, which leaves its will', async () => {
    const { url } = await startAedes();
    const { ups, downs, problems, end } = watchConnection(url);
    await ups.take();

    await end();

    expect(downs.all).toHaveLength(1);
    expect(problems.all).toEqual([]);
    expect(await nextOn(url, STATE_TOPIC)).toBe('offline');
  });

  it.each(['a stop', 'a drop', 'an answer that does not come'])(
    'takes back with %s what is on its way and has not arrived',
    async (how) => {
      let published = (_: Socket) => {};
      const publishing = new Promise<Socket>((resolve) => {
        published = resolve;
      });
      const { url } = await startRaw((bytes, socket) => {
        if (kindOf(bytes) === CONNECT) socket.write(CONNACK);
        if (kindOf(bytes) === PUBLISH) published(socket);
      });
      let missing = () => {};
      const wait = new Promise<void>((resolve) => {
        missing = resolve;
      });
      const { ups, end } = watchConnection(url, { wait: () => wait });
      const link = await ups.take();
      link.publish('a', 'b', true, () => {});
      const ended = once(await publishing, 'error');

      if (how === 'a drop') link.drop();
      else if (how === 'a stop') void end();
      else missing();

      expect((await ended)[0]).toMatchObject({ code: 'ECONNRESET' });
    },
  );

  it('ends a wait for the next try', async () => {
    const { url } = await startRaw((_, socket) => socket.destroy());
    const { problems, end } = watchConnection(url);
    await problems.take();

    await end();

    expect(problems.all).toHaveLength(1);
  });

  it('ends a try that nobody answers, and leaves no timer', async () => {
    let greeted = () => {};
    const connecting = new Promise<void>((resolve) => {
      greeted = resolve;
    });
    const { url, sockets } = await startRaw(() => greeted());
    const timers = watchOwnTimers();
    onTestFinished(timers.stop);
    const { downs, problems, end } = timers.run(() => watchConnection(url));
    await connecting;
    expect(timers.count()).toBeGreaterThan(0);

    await end();
    while (sockets.size > 0) await turn();

    await vi.waitFor(() => expect(timers.count()).toBe(0));
    expect([...downs.all, ...problems.all]).toEqual([]);
  });

  it('ends a leave-taking that waits for a broker that has gone quiet', async () => {
    let published = () => {};
    const publishing = new Promise<void>((resolve) => {
      published = resolve;
    });
    const { url, sockets } = await startRaw((bytes, socket) => {
      if (kindOf(bytes) === CONNECT) socket.write(CONNACK);
      if (kindOf(bytes) === PUBLISH) published();
    });
    const { ups, downs, end } = watchConnection(url);
    const link = await ups.take();
    link.publish('a', 'x', true, () => {});
    await publishing;
    const left = link.end();

    await end();
    await left;
    while (sockets.size > 0) await turn();

    expect(downs.all).toHaveLength(1);
  });

  it('says nothing when it is stopped at once', async () => {
    let calls = 0;
    const { url } = await startRaw(() => {
      calls += 1;
    });
    const { end } = watchConnection(url);

    await end();
    await turn();

    expect(calls).toBe(0);
  });

  it('rejects what waits for an answer', async () => {
    const { url } = await startRaw((bytes, socket) => {
      if (kindOf(bytes) === CONNECT) socket.write(CONNACK);
    });
    const { ups, end } = watchConnection(url);
    const link = await ups.take();
    const subscribed = expect(link.subscribe(['a'])).rejects.toThrow('Connection closed');
    const unsubscribed = expect(link.unsubscribe(['b'])).rejects.toThrow('Connection closed');
    let answered = false;
    link.publish('a', 'x', true, () => {
      answered = true;
    });

    await end();

    await subscribed;
    await unsubscribed;
    expect(answered).toBe(false);
  });
});
