import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClusterSession } from '../../src/mqtt/cluster-session.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { logLines } from '../log-lines.js';
import { startRaw } from './watch.js';

const CONNECT = 0x10;
const PUBLISH = 0x30;
const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const kindOf = (bytes: Buffer) => (bytes[0] ?? 0) & 0xf0;

/** A bridge's connection to a broker that acknowledges nothing. It looks often whether it may publish. */
async function silentBroker() {
  let onPublish = (_socket: Socket) => {};
  const published = new Promise<Socket>((resolve) => {
    onPublish = resolve;
  });
  const { url } = await startRaw((bytes, socket) => {
    if (kindOf(bytes) === CONNECT) socket.write(CONNACK);
    if (kindOf(bytes) === PUBLISH) onPublish(socket);
  });
  const stop = new AbortController();
  const may = { publish: true };
  const { log, lines } = logLines();
  const session = createClusterSession({
    broker: { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1 },
    ...{ topics: createTopics('withings'), node: 'a1', instance: 'x', log, signal: stop.signal, random: () => 0.5 },
    sleep: (milliseconds) => pause(milliseconds > 1000 ? milliseconds : 10, undefined, { signal: stop.signal }),
    mayPublish: () => may.publish,
    onRequest() {},
  });
  const done = session.run();
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  return { session, lines, may, published };
}

describe('the connection of a bridge that others take for dead', () => {
  it('is reset while something is on its way, without another message: it must not arrive after theirs', async () => {
    const { session, lines, may, published } = await silentBroker();
    const socket = await published;
    const ended = once(socket, 'error');

    may.publish = false;

    expect((await ended)[0]).toMatchObject({ code: 'ECONNRESET' });
    expect(session.connected()).toBe(false);
    expect(lines.filter((line) => line.startsWith('warn '))).toHaveLength(1);
  });
});
