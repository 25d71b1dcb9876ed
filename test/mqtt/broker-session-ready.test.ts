import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Log } from '../../src/log.js';
import { createBrokerSession } from '../../src/mqtt/broker-session.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { connectClient, createInbox, STATE_TOPIC, startAedes } from './watch.js';

const SILENT: Log = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  hide() {},
  forget() {},
  blank: (text: string) => text,
};

/** A session on a broker that holds some retained topics already. */
async function startSession(retained: Record<string, string>) {
  const { url, sockets } = await startAedes();
  const other = await connectClient(url);
  for (const [topic, payload] of Object.entries(retained)) {
    await other.publishAsync(topic, payload, { retain: true, qos: 1 });
  }
  const live = createInbox<string>();
  other.on('message', (topic, payload, { retain }) => {
    if (!retain) live.put(`${topic}=${payload}`);
  });
  await other.subscribeAsync('withings/anna/+', { qos: 1 });
  const statuses = createInbox<readonly [isConnected: boolean, problem: string | undefined]>();
  const stop = new AbortController();
  const session = createBrokerSession({
    broker: { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: STATE_TOPIC },
    topics: createTopics('withings'),
    log: SILENT,
    signal: stop.signal,
    // A lost connection is tried again at once.
    sleep: (milliseconds) => pause(milliseconds === 1000 ? 1 : milliseconds, undefined, { signal: stop.signal }),
    random: () => 0,
    clock: () => 0,
    lookThrough: ['withings/#', 'homeassistant/device/+/config'],
    isOurs: ({ topic }) => !topic.includes('theirs'),
    subscriptions: [],
    onMessage: () => {},
    onStatus: () => statuses.put([session.connected(), session.problem()]),
  });
  const readies = createInbox<ReadonlyMap<string, string>>();
  session.onReady(() => readies.put(session.snapshot()));
  const done = session.run();
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  return { session, readies, other, sockets, live, statuses };
}

describe('a session that is ready', () => {
  it('knows what of ours lies retained, and publishes what differs alone', async () => {
    const { session, readies, live } = await startSession({
      'withings/anna/weight': '70',
      'withings/anna/height': '1.8',
      'homeassistant/device/theirs/config': '{}',
      'elsewhere/x': '1',
    });
    session.publisher.set('withings/anna/weight', '70');
    session.publisher.set('withings/anna/height', '1.9');
    expect(session.connected()).toBe(false);

    const held = await readies.take();
    await session.publisher.settled();

    expect([...held.keys()].toSorted()).toEqual(['withings/anna/height', 'withings/anna/weight', STATE_TOPIC]);
    expect(session.connected()).toBe(true);
    expect(await session.publisher.send('withings/anna/last', 'x')).toBe(true);
    expect([await live.take(), await live.take()]).toEqual(['withings/anna/height=1.9', 'withings/anna/last=x']);
  });

  it('says so each time the connection comes up, and looks anew', async () => {
    const { session, readies, other, sockets } = await startSession({});
    session.publisher.set('withings/bridge/info', '{"instance":"a1b2c3"}');
    await readies.take();
    await other.publishAsync('withings/anna/stray', '1', { retain: true, qos: 1 });

    const [ours] = [...sockets].slice(-1);
    ours?.destroy();
    const held = await readies.take();

    expect(held.get('withings/anna/stray')).toBe('1');
    expect(session.connected()).toBe(true);
  });

  it('lets whoever waits for it go on', async () => {
    const { session } = await startSession({});

    await session.ready();

    expect(session.connected()).toBe(true);
    await session.leave();
    expect(session.connected()).toBe(false);
  });

  it('tells when the connection is there, and why not', async () => {
    const { session, readies, sockets, statuses } = await startSession({});
    expect([session.connected(), session.problem()]).toEqual([false, undefined]);
    await readies.take();
    expect(await statuses.take()).toEqual([true, undefined]);

    for (const socket of sockets) socket.destroy();

    const seen = [await statuses.take(), await statuses.take()];
    expect(seen.map(([isConnected]) => isConnected)).toEqual([false, false]);
    expect(seen.map(([, problem]) => problem)).toContain('it closed the connection');
    await readies.take();
    expect([session.connected(), session.problem()]).toEqual([true, undefined]);
  });
});
