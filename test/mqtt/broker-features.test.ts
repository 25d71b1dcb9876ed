import { describe, expect, it } from 'vitest';
import { findLacking, lacking } from '../../src/mqtt/broker-features.js';
import { createInbox, STATE_TOPIC, startAedes, startRaw, watchConnection } from './watch.js';

const NO_RETAINED = { kind: 'refused', text: expect.stringContaining('keeps no retained messages') };
const low = (qos: number) => ({ kind: 'refused', text: `it takes QoS ${qos} at most; set mqtt.qos: ${qos}` });
const CONNECT = 0x10;
const [WILL_QOS, WILL_RETAIN] = [3, 0x20];

describe('the CONNACK of a broker of MQTT 5', () => {
  it.each([
    [undefined, 1, undefined],
    [{}, 2, undefined],
    [{ retainAvailable: true, maximumQoS: 1 }, 1, undefined],
    [{ retainAvailable: false }, 0, NO_RETAINED],
    [{ maximumQoS: 0 }, 1, low(0)],
    [{ maximumQoS: 1 }, 2, low(1)],
    [{ maximumQoS: 0 }, 0, undefined],
  ] as const)('%j, for QoS %i', (connack, qos, problem) => {
    expect(lacking(connack, qos)).toEqual(problem);
  });

  it.each([
    ['no retained messages', [0x25, 0], NO_RETAINED],
    ['QoS 0 at most', [0x24, 0], low(0)],
  ])('that says %s although it lets the client in is a problem, and no connection', async (_, properties, problem) => {
    const connack = Buffer.from([0x20, 3 + properties.length, 0, 0, properties.length, ...properties]);
    const { url } = await startRaw((bytes, socket) => {
      if (((bytes[0] ?? 0) & 0xf0) === CONNECT) socket.write(connack);
    });
    const { ups, problems } = watchConnection(url, { protocolVersion: 5 });

    expect(await problems.take()).toEqual(problem);
    expect(ups.all).toEqual([]);
  });
});

/** A broker of MQTT 3.1.1 that hangs up on a will that it does not take. */
async function startPicky(takes: (qos: number, retain: boolean) => boolean) {
  const { url } = await startRaw((bytes, socket) => {
    if (((bytes[0] ?? 0) & 0xf0) !== CONNECT) return;
    // Of the fixed header with a short length: protocol name, level, and then the flags.
    const flags = bytes[9] ?? 0;
    if (takes((flags >> 3) & WILL_QOS, (flags & WILL_RETAIN) !== 0)) socket.write(Buffer.from([0x20, 2, 0, 0]));
    else socket.destroy();
  });
  return url;
}

describe('a broker of MQTT 3.1.1 that hangs up without a word', () => {
  const base = { protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, stateTopic: STATE_TOPIC } as const;
  const lack = (url: string, qos: 0 | 1 | 2) => findLacking({ ...base, url, qos }, new AbortController().signal);

  it.each([
    ['keeps nothing', (_: number, retain: boolean) => !retain, 1, NO_RETAINED],
    ['takes QoS 0 only', (qos: number) => qos === 0, 1, low(0)],
    ['takes QoS 1 at most', (qos: number) => qos <= 1, 2, low(1)],
    ['keeps nothing and takes QoS 0 only', (qos: number, retain: boolean) => qos === 0 && !retain, 1, NO_RETAINED],
    ['takes it all', () => true, 2, undefined],
    ['takes nobody', () => false, 2, undefined],
  ] as const)('and %s', async (_, takes, qos, problem) => {
    expect(await lack(await startPicky(takes), qos)).toEqual(problem);
  });

  it('is told of as what it lacks', async () => {
    const url = await startPicky((qos) => qos === 0);
    const { problems } = watchConnection(url, { retries: 2 });

    expect(await problems.take()).toMatchObject({ kind: 'silent' });
    expect(await problems.take()).toEqual(low(0));
    expect(await problems.take()).toEqual(low(0));
  });

  it('gets no will that anybody sees', async () => {
    const { url, aedes } = await startAedes();
    const published = createInbox<string>();
    aedes.on('publish', ({ topic }) => published.put(topic));

    expect(await lack(url, 1)).toBeUndefined();

    expect(published.all.filter((topic) => !topic.startsWith('$SYS'))).toEqual([]);
  });
});
