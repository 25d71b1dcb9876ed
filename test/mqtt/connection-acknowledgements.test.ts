import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listening, startRaw, watchConnection } from './watch.js';

const CONNECT = 0x10;
const PUBLISH = 0x30;
const kindOf = (bytes: Buffer) => (bytes[0] ?? 0) & 0xf0;
/** Of a CONNECT: fixed header and length, `MQTT` with its length, the version. */
const versionOf = (bytes: Buffer) => bytes[8];

const CONNACK_4 = (code: number) => Buffer.from([0x20, 2, 0, code]);
const CONNACK_5 = (reason: number, ...properties: number[]) =>
  Buffer.from([0x20, 3 + properties.length, 0, reason, properties.length, ...properties]);
const RECEIVE_MAXIMUM = 0x21;
const PUBACK_5 = (publish: Buffer, reason: number) => {
  const id = 4 + publish.readUInt16BE(2);
  return Buffer.from([0x40, 4, publish[id]!, publish[id + 1]!, reason, 0]);
};
const DISCONNECT_5 = (reason: number) => Buffer.from([0xe0, 2, reason, 0]);

/** A broker that answers each CONNECT with these bytes; none hangs up. */
async function startBroker(answer: (version: number | undefined) => Buffer | undefined) {
  const versions: (number | undefined)[] = [];
  const { url } = await startRaw((bytes, socket) => {
    if (kindOf(bytes) !== CONNECT) return;
    const version = versionOf(bytes);
    versions.push(version);
    const bytesBack = answer(version);
    if (bytesBack) socket.write(bytesBack);
    else socket.destroy();
  });
  return { url, versions };
}

describe('a broker that hangs up before it greets', () => {
  // Of 3.1.1, which has no words for it, other last wills are tried once, to find the cause.
  const OTHER_WILLS = [4, 4, 4, 4];
  it.each([
    { wish: 5, tried: [5, 5, 4, 4, ...OTHER_WILLS, 5] },
    { wish: 4, tried: [4, 4, ...OTHER_WILLS, 4, 4, 4] },
  ] as const)('is tried with MQTT versions $tried', async ({ wish, tried }) => {
    const { url, versions } = await startBroker(() => undefined);
    const { problems } = watchConnection(url, { protocolVersion: wish, retries: 4 });

    for (let count = 0; count < 5; count++) {
      expect(await problems.take()).toEqual({ kind: 'silent', text: 'it closed the connection before greeting' });
    }

    expect(versions).toEqual(tried);
  });

  it('is not asked for another version after one that only hiccupped', async () => {
    let count = 0;
    const { url, versions } = await startBroker((version) =>
      ++count === 2 ? CONNACK_5(0) : version ? undefined : undefined,
    );
    const { ups, problems } = watchConnection(url, { protocolVersion: 5, retries: 1 });

    await problems.take();

    expect((await ups.take()).protocolVersion).toBe(5);
    expect(versions).toEqual([5, 5]);
  });
});

describe('a broker that answers no', () => {
  it.each([
    ['the version, in the words of 3.1.1', () => CONNACK_4(1)],
    ['the version, in the words of 5', () => CONNACK_5(132)],
  ])('to %s gets the other one at once', async (_, refusal) => {
    const { url, versions } = await startBroker((version) => (version === 5 ? refusal() : CONNACK_4(0)));
    const { ups, problems, failures } = watchConnection(url, { protocolVersion: 5 });

    expect((await ups.take()).protocolVersion).toBe(4);
    expect(versions).toEqual([5, 4]);
    expect([...problems.all, ...failures]).toEqual([]);
  });

  it('to both versions is a problem, once for both, and tried again with both', async () => {
    const { url, versions } = await startBroker(() => CONNACK_4(1));
    const { problems } = watchConnection(url, { protocolVersion: 5, retries: 1 });

    await problems.take();
    expect(await problems.take()).toEqual({
      kind: 'protocol',
      text: 'it does not speak this version of MQTT; set mqtt.protocol_version',
    });
    expect(versions).toEqual([5, 4, 5, 4]);
  });

  it.each([
    [134, 'login', 'it refuses the login; check mqtt.username and mqtt.password'],
    [135, 'login', 'it refuses the login; check mqtt.username and mqtt.password'],
    [137, 'other', 'it is busy'],
  ])('with reason %i', async (reason, kind, text) => {
    const { url } = await startBroker(() => CONNACK_5(reason));
    const { problems } = watchConnection(url, { protocolVersion: 5 });

    expect(await problems.take()).toEqual({ kind, text });
  });
});

describe('a broker of MQTT 5', () => {
  it.each([
    ['its own wish', [RECEIVE_MAXIMUM, 0, 5], 5],
    ['a limit where it has no wish', [], 1000],
    ['a limit where it wishes more', [RECEIVE_MAXIMUM, 0xff, 0xff], 1000],
  ])('gets no more at once than %s', async (_, properties, window) => {
    const { url } = await startBroker(() => CONNACK_5(0, ...properties));
    const { ups } = watchConnection(url, { protocolVersion: 5 });

    expect(await ups.take()).toMatchObject({ window, protocolVersion: 5 });
  });

  it('says that another client has taken over, even if it then keeps the line open', async () => {
    const { url } = await startBroker(() => Buffer.concat([CONNACK_5(0), DISCONNECT_5(142)]));
    const { downs, problems } = watchConnection(url, { protocolVersion: 5 });

    expect(await problems.take()).toEqual({
      kind: 'taken',
      text: 'another client with the same mqtt.client_id has taken the connection over; give one of them another',
    });
    expect(downs.all).toHaveLength(1);
  });

  it('refuses a message', async () => {
    const { url } = await startRaw((bytes, socket) => {
      if (kindOf(bytes) === CONNECT) socket.write(CONNACK_5(0));
      if (kindOf(bytes) === PUBLISH) socket.write(PUBACK_5(bytes, 151));
    });
    const { ups } = watchConnection(url, { protocolVersion: 5 });
    const link = await ups.take();

    const error = await new Promise((resolve) => link.publish('a', 'x', true, resolve));

    expect(error).toMatchObject({ message: 'Publish error: Quota exceeded' });
  });
});

describe('a server that is no broker', () => {
  it('is a problem in words', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { port } = await listening(server);
    const { problems } = watchConnection(`mqtt://127.0.0.1:${port}`);

    expect(await problems.take()).toMatchObject({
      kind: 'other',
      text: expect.stringMatching(/^it does not answer like an MQTT broker: ./),
    });
  });
});
