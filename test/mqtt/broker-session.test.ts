import { setTimeout as pause } from 'node:timers/promises';
import type { AedesOptions } from 'aedes';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBrokerSession } from '../../src/mqtt/broker-session.js';
import type { Message } from '../../src/mqtt/connection.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { logLines } from '../log-lines.js';
import { connectClient, createInbox, nextOn, STATE_TOPIC, startAedes } from './watch.js';

/** A session on a broker of the test's own, which is aborted at the end. */
async function startSession(hooks: AedesOptions = {}) {
  const { url } = await startAedes(hooks);
  const other = await connectClient(url);
  const stop = new AbortController();
  const { log, lines: warnings } = logLines(['warn']);
  const messages = createInbox<Message>();
  const session = createBrokerSession({
    broker: { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: STATE_TOPIC },
    topics: createTopics('withings'),
    log,
    signal: stop.signal,
    sleep: (milliseconds) => pause(milliseconds, undefined, { signal: stop.signal }),
    random: () => 0,
    clock: () => 0,
    lookThrough: ['withings/#'],
    isOurs: () => true,
    subscriptions: ['withings/bridge/request/+', 'homeassistant/status'],
    onMessage: messages.put,
  });
  const run = () => {
    const done = session.run();
    onTestFinished(async () => {
      stop.abort();
      await done;
    });
    return done;
  };
  /** Resolves when the session has said online for the first time, which it does before it is ready. */
  const saysOnline = async () => {
    await other.subscribeAsync(STATE_TOPIC);
    const online = new Promise<void>((resolve) => other.once('message', () => resolve()));
    return online;
  };
  return { url, other, session, warnings, messages, run, saysOnline };
}

const REQUEST = 'withings/bridge/request/refresh';

describe('a session', () => {
  it('keeps what comes while it still reads until it can answer, and hands it on once', async () => {
    const { other, session, messages, run, saysOnline } = await startSession();
    const online = saysOnline();
    void run();
    await online;

    await other.publishAsync(REQUEST, 'early', { qos: 1 });
    await messages.take();

    expect(session.connected()).toBe(true);
    await other.publishAsync(REQUEST, 'late', { qos: 1 });
    expect((await messages.take()).payload).toBe('late');
    expect(messages.all.map(({ payload }) => payload)).toEqual(['early', 'late']);
  });

  it('that leaves while it still reads says offline last', async () => {
    const { url, session, run, saysOnline } = await startSession();
    const online = saysOnline();
    const done = run();
    await online;

    await session.leave();
    await done;

    expect(await nextOn(url, STATE_TOPIC)).toBe('offline');
  });

  it('that may not read publishes everything and warns once', async () => {
    const { session, warnings, run } = await startSession({
      authorizeSubscribe: (_client, _subscription, done) => done(null, null),
    });
    session.publisher.set('withings/anna/weight', '70');

    void run();
    await session.ready();
    await session.publisher.settled();

    expect(warnings).toEqual([expect.stringMatching(/^warn cannot read from the broker: .*homeassistant\/status/)]);
  });

  it('that may read some of it reads that', async () => {
    const { other, session, warnings, run } = await startSession({
      authorizeSubscribe: (_, subscription, done) =>
        done(null, subscription.topic === 'homeassistant/status' ? null : subscription),
    });
    await other.publishAsync('withings/anna/weight', '70', { retain: true, qos: 1 });

    void run();
    await session.ready();

    expect(session.snapshot().get('withings/anna/weight')).toBe('70');
    expect(warnings).toHaveLength(1);
  });
});
