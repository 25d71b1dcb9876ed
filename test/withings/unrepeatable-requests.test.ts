import { EventEmitter, once } from 'node:events';
import { createServer as createCloud } from 'node:https';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createTransport } from '../../src/withings/transport.js';
import { createCertificate } from '../mqtt/certificate.js';

const REFRESH = { endpoint: '/v2/oauth2', action: 'requesttoken', params: { a: 'b c' }, repeatable: false };

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** With TLS; what it was sent. */
async function startCloud() {
  const received: string[] = [];
  const server = createCloud({ ...createCertificate() }, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push(body);
    response.end('{"status":0,"body":{}}');
  });
  onTestFinished(() => server.closeAllConnections());
  return { received, port: await portOf(server) };
}

/** A way to a server: `said` when a client has said something; its answers wait until `open`. */
async function startGate(serverPort: number) {
  const gate = new EventEmitter<{ said: []; open: [] }>();
  const server = createServer((client) => {
    const target = connect(serverPort, '127.0.0.1');
    for (const socket of [client, target]) {
      socket.on('error', () => socket.destroy());
      onTestFinished(() => void socket.destroy());
    }
    client.once('data', () => gate.emit('said'));
    client.pipe(target);
    gate.once('open', () => target.pipe(client));
  });
  return { gate, port: await portOf(server) };
}

it.each([
  [false, ['action=requesttoken&a=b+c']],
  [true, []],
])('what was lost while the connection was made (%s) is not sent', async (lost, sent) => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  const cloud = await startCloud();
  const { gate, port } = await startGate(cloud.port);
  const call = createTransport({ baseUrl: `https://127.0.0.1:${port}` });
  let isLost = false;
  const asked = call({ ...REFRESH, hold: { lost: new AbortController().signal, isLost: () => isLost } }).then(
    () => 'answered',
    (error: Error) => error.message,
  );
  await once(gate, 'said');
  isLost = lost;
  gate.emit('open');

  expect(await asked).toBe(lost ? 'given up before Withings answered /v2/oauth2 requesttoken' : 'answered');
  expect(cloud.received).toEqual(sent);
});

it('sends one after the other', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  const cloud = await startCloud();
  const call = createTransport({ baseUrl: `https://127.0.0.1:${cloud.port}` });
  const hold = { lost: new AbortController().signal, isLost: () => false };

  for (const _ of [1, 2, 3]) expect(await call({ ...REFRESH, hold })).toEqual({});

  expect(cloud.received).toHaveLength(3);
});
