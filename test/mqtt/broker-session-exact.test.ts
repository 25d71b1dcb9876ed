import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { INFO_TOPIC, startSession } from './session-world.js';
import { connectClient, createInbox, nextOn, startAedes } from './watch.js';

const WEIGHT = 'withings/anna/weight';
const taken = (time: string, value: number) => JSON.stringify({ value, taken: time, modified: time });

/** A broker that gives retained messages for exact topics only, as RabbitMQ does. */
async function startExact() {
  const broker = await startAedes();
  const { persistence } = broker.aedes as unknown as {
    persistence: { createRetainedStreamCombi: (patterns: string[]) => Readable };
  };
  const all = persistence.createRetainedStreamCombi.bind(persistence);
  persistence.createRetainedStreamCombi = (patterns) => {
    const exact = patterns.filter((pattern) => !/[+#]/.test(pattern));
    return exact.length === 0 ? Readable.from([]) : all(exact);
  };
  const other = await connectClient(broker.url);
  await other.publishAsync(INFO_TOPIC, '{"instance":"mine"}', { retain: true, qos: 1 });
  return { ...broker, other };
}

/** What the bridge publishes from now on, `topic=payload`. */
async function liveAt(url: string) {
  const client = await connectClient(url);
  const live = createInbox<string>();
  client.on('message', (topic, payload, { retain }) => {
    if (!retain) live.put(`${topic}=${payload}`);
  });
  await client.subscribeAsync('withings/anna/#', { qos: 1 });
  return live;
}

describe('a broker that gives retained messages for exact topics only', () => {
  it('gets everything again at each connection, and the log says once what cannot be found', async () => {
    const { url, sockets } = await startExact();
    const live = await liveAt(url);
    const before = new Set(sockets);
    const { session, readies, lines } = startSession(url, { instance: 'mine' });
    session.publisher.set(WEIGHT, '70');
    await readies.take();
    expect(await live.take()).toBe(`${WEIGHT}=70`);

    for (const socket of sockets) if (!before.has(socket)) socket.destroy();
    await readies.take();

    expect(await live.take()).toBe(`${WEIGHT}=70`);
    expect(lines.filter((line) => line.includes('exact topics only'))).toEqual([
      expect.stringMatching(/^info .*stays$/),
    ]);
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('keeps a reading that is newer than what an earlier run knew', async () => {
    const { url, other } = await startExact();
    const newer = taken('2026-03-02T08:00:00Z', 71);
    await other.publishAsync(`${WEIGHT}/attributes`, newer, { retain: true, qos: 1 });
    await other.publishAsync(WEIGHT, '71', { retain: true, qos: 1 });
    const { session, readies } = startSession(url, { instance: 'mine' });
    session.publisher.set(`${WEIGHT}/attributes`, taken('2026-03-01T08:00:00Z', 70));
    session.publisher.set(WEIGHT, '70');
    session.publisher.set('withings/anna/height', '1.7');
    session.publisher.markUnconfirmed(session.publisher.wanted.keys());

    await readies.take();
    await session.publisher.settled();

    expect(await nextOn(url, 'withings/anna/height')).toBe('1.7');
    expect(await nextOn(url, `${WEIGHT}/attributes`)).toBe(newer);
    expect(await nextOn(url, WEIGHT)).toBe('71');
  });
});
