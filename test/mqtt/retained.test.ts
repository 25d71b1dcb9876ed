import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Link, Message } from '../../src/mqtt/connection.js';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { type RetainedOptions, readRetained } from '../../src/mqtt/retained.js';
import { connectClient, createInbox, STATE_TOPIC, watchConnection } from './watch.js';

const MARKER = { topic: STATE_TOPIC, payload: 'online' };
const retained = (topic: string, payload: string): Message => ({ topic, payload, retained: true });
const ECHO: Message = { ...MARKER, retained: false };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A reader on a link of the test's own; `quiet` resolves the sleeps one by one, the patience never. */
function setUp(options: Partial<RetainedOptions> = {}) {
  const log: string[] = [];
  const sleeps = createInbox<{ milliseconds: number; wake: () => void }>();
  const link: Link = {
    protocolVersion: 4,
    shares: false,
    window: 10,
    publish: (topic, payload, retain) => log.push(`publish ${topic} ${payload} ${retain}`),
    subscribe: async (topics, qos) => void log.push(`subscribe ${topics.join(' ')} at ${qos}`),
    unsubscribe: async (topics) => void log.push(`unsubscribe ${topics.join(' ')}`),
    end: async () => {},
    handOver: async () => {},
    drop() {},
    reopen() {},
  };
  const reader = readRetained({
    link,
    filters: ['withings/#', 'homeassistant/device/+/config'],
    marker: MARKER,
    keep: ({ topic }) => topic.startsWith('withings/'),
    sleep: (milliseconds) => new Promise((wake) => sleeps.put({ milliseconds, wake })),
    ...options,
  });
  let done = false;
  const result = reader.result.finally(() => {
    done = true;
  });
  return { reader, result, log, sleeps, isDone: () => done };
}

describe('readRetained', () => {
  it('subscribes before it sets the marker, and leaves when it has come back and all is quiet', async () => {
    const { reader, result, log, sleeps } = setUp();
    expect((await sleeps.take()).milliseconds).toBe(5000);
    reader.take(retained('withings/a', '1'));
    reader.take(retained('withings/a', '2'));
    reader.take(retained('foreign', 'x'));
    reader.take(retained('withings/empty', ''));
    reader.take(retained(STATE_TOPIC, 'offline'));
    await turn();
    expect(sleeps.all).toHaveLength(1);
    reader.take(ECHO);
    (await sleeps.take()).wake();

    expect(Object.fromEntries(await result)).toEqual({ 'withings/a': '2', [STATE_TOPIC]: 'online' });
    expect(reader.heard()).toBe(true);
    expect(log).toEqual([
      'subscribe withings/# homeassistant/device/+/config at 0',
      `publish ${STATE_TOPIC} online true`,
      'unsubscribe withings/# homeassistant/device/+/config',
    ]);
  });

  it('waits for what a broker sends after the marker, until nothing comes any more', async () => {
    const { reader, result, sleeps, isDone } = setUp();
    await sleeps.take();
    reader.take(ECHO);
    for (const topic of ['withings/a', 'withings/b']) {
      const { wake } = await sleeps.take();
      reader.take(retained(topic, 'x'));
      wake();
    }
    await turn();
    expect(isDone()).toBe(false);
    (await sleeps.take()).wake();

    expect([...(await result).keys()]).toEqual(['withings/a', 'withings/b', STATE_TOPIC]);
  });

  it('does not wait for ever for a marker that does not come back', async () => {
    const { reader, result, sleeps } = setUp({ patience: 70 });
    const patience = await sleeps.take();
    expect(patience.milliseconds).toBe(70);
    reader.take(retained('withings/a', '1'));
    reader.take({ topic: STATE_TOPIC, payload: 'offline', retained: false });

    patience.wake();
    (await sleeps.take()).wake();

    // Nobody knows whether it arrived, so it is published again.
    expect([...(await result).keys()]).toEqual(['withings/a']);
    expect(reader.heard()).toBe(false);
  });

  it.each([
    { what: 'what was retained', message: retained('withings/a', '1'), taken: true },
    { what: 'foreign retained messages', message: retained('foreign', '1'), taken: true },
    { what: 'its own marker', message: ECHO, taken: true },
    { what: 'what is published meanwhile', message: { ...ECHO, topic: 'withings/bridge/request/x' }, taken: false },
  ])('takes $what: $taken', ({ message, taken }) => {
    const { reader } = setUp();

    expect(reader.take(message)).toBe(taken);
  });

  it('fails when it may not read, or when everything stops', async () => {
    const subscribe = async () => {
      throw new Error('no');
    };
    const link = {
      protocolVersion: 4,
      shares: false,
      window: 1,
      publish() {},
      subscribe,
      async unsubscribe() {},
      async end() {},
      async handOver() {},
      drop() {},
      reopen() {},
    } as const;

    await expect(setUp({ link }).result).rejects.toThrow('no');
    await expect(setUp({ sleep: () => Promise.reject(new Error('stopped')) }).result).rejects.toThrow('stopped');
  });

  it('finds ours among many on a broker', async () => {
    const broker = await startBroker({ port: 0 });
    onTestFinished(() => broker.close());
    const other = await connectClient(broker.url);
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    await Promise.all([
      ...numbers.map((n) => other.publishAsync(`withings/anna/m${n}`, `v${n}`, { retain: true, qos: 1 })),
      other.publishAsync('homeassistant/device/foreign/config', '{}', { retain: true, qos: 1 }),
      other.publishAsync('elsewhere', 'x', { retain: true, qos: 1 }),
    ]);
    const { ups, messages } = watchConnection(broker.url);
    const link = await ups.take();

    const { reader } = setUp({ link, sleep: (milliseconds) => pause(milliseconds, undefined, { ref: false }) });
    const pump = (async () => {
      for (;;) reader.take(await messages.take());
    })();
    const found = await Promise.race([reader.result, pump]);

    expect(Object.fromEntries(found)).toEqual({
      ...Object.fromEntries(numbers.map((n) => [`withings/anna/m${n}`, `v${n}`])),
      [STATE_TOPIC]: 'online',
    });
    expect(messages.all.map(({ topic }) => topic)).toContain('homeassistant/device/foreign/config');
    expect(messages.all.map(({ topic }) => topic)).not.toContain('elsewhere');
  });
});
