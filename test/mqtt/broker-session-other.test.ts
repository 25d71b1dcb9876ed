import { describe, expect, it } from 'vitest';
import { INFO_TOPIC, startSession } from './session-world.js';
import { connectClient, createInbox, nextOn, STATE_TOPIC, startAedes } from './watch.js';

const OCCUPIED = expect.stringMatching(/^error another bridge is at work on the base topic withings: /);

/** What is published on a topic, live. */
async function liveOn(url: string, topic: string) {
  const client = await connectClient(url);
  const live = createInbox<string>();
  client.on('message', (_, payload, { retain }) => {
    if (!retain) live.put(String(payload));
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return live;
}

describe('a session beside another bridge', () => {
  it('steps back and publishes nothing, and says so once', async () => {
    const { url } = await startAedes();
    const first = startSession(url, { instance: 'first' });
    first.session.publisher.set('withings/anna/weight', '70');
    await first.readies.take();
    await first.session.publisher.settled();
    const live = await liveOn(url, 'withings/#');

    const second = startSession(url, { instance: 'second', besideAnother: true });
    second.session.publisher.set('withings/anna/weight', '80');
    await second.session.occupied;

    expect([second.session.connected(), second.session.isOccupied()]).toEqual([false, true]);
    expect(first.session.isOccupied()).toBe(false);
    expect(second.lines.filter((line) => line.startsWith('error'))).toEqual([OCCUPIED]);
    expect(live.all.filter((payload) => !payload.includes('transaction'))).toEqual([]);
    await second.session.leave();
    await second.done;
    expect(await nextOn(url, STATE_TOPIC)).toBe('online');
    expect(await nextOn(url, 'withings/anna/weight')).toBe('70');
  });

  it('is one of two that come at the same time: exactly one goes to work, the one that started first', async () => {
    const { url } = await startAedes();
    const early = startSession(url, { instance: 'z', besideAnother: true, started: '2026-01-01T00:00:00.000Z' });
    const late = startSession(url, { instance: 'a', besideAnother: true, started: '2026-01-01T00:00:00.500Z' });

    await late.session.occupied;
    await early.session.ready();
    await early.session.publisher.settled();

    await expect.poll(() => late.session.connected()).toBe(false);
    expect(early.session.connected()).toBe(true);
    expect(early.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(JSON.parse(await nextOn(url, INFO_TOPIC)).instance).toBe('z');
  });

  it('of version 0.1.0, which sees nobody, steps back as soon as that one speaks', async () => {
    const { url } = await startAedes();
    const { session, readies, lines } = startSession(url, { instance: 'new' });
    await readies.take();
    const old = await connectClient(url);

    await old.publishAsync(INFO_TOPIC, '{"version":"0.1.0"}', { retain: true, qos: 1 });
    await session.occupied;

    expect(lines).toContainEqual(OCCUPIED);
    await expect.poll(() => session.connected()).toBe(false);
  });

  it('takes over when that one is gone, and says so', async () => {
    const { url } = await startAedes();
    const first = startSession(url, { instance: 'first' });
    await first.readies.take();
    const second = startSession(url, { instance: 'second', besideAnother: true });
    await second.session.occupied;

    await first.session.leave();
    await second.readies.take();
    await second.session.publisher.settled();

    expect(second.lines).toContainEqual('info the other bridge is gone; this one takes over');
    expect(JSON.parse(await nextOn(url, INFO_TOPIC)).instance).toBe('second');
    expect(await nextOn(url, STATE_TOPIC)).toBe('online');
  });
});

describe('a session that somebody calls offline', () => {
  it('says online again', async () => {
    const { url } = await startAedes();
    const { session, readies } = startSession(url, { instance: 'mine' });
    await readies.take();
    await session.publisher.settled();
    const live = await liveOn(url, STATE_TOPIC);
    const other = await connectClient(url);

    await other.publishAsync(STATE_TOPIC, 'offline', { retain: true, qos: 1 });

    expect([await live.take(), await live.take()]).toEqual(['offline', 'online']);
  });

  it('is quiet about its own goodbye', async () => {
    const { url } = await startAedes();
    const { session, readies, done } = startSession(url, { instance: 'mine' });
    await readies.take();
    const live = await liveOn(url, STATE_TOPIC);

    await session.leave();
    await done;

    expect(await nextOn(url, STATE_TOPIC)).toBe('offline');
    expect(live.all).toEqual(['offline']);
  });
});
