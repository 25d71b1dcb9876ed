import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { createCertificate } from '../mqtt/certificate.js';
import { startFakeHomeAssistant } from './fake-home-assistant.js';
import { failure } from './sockets.js';

async function httpServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A WebSocket server that says one thing to whoever comes. */
async function sayer(text: string): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.send(text));
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what openSocket says when it cannot connect', () => {
  it('tells of a port where nobody listens', async () => {
    const ha = await startFakeHomeAssistant();
    await ha.close();

    expect(await failure(ha.url)).toMatchObject({
      kind: 'away',
      message: `Home Assistant at ${ha.url} cannot be reached (ECONNREFUSED); check homeassistant.url`,
    });
  });

  it('tells of a name that nobody knows', async () => {
    expect(await failure('http://no-such-host.invalid:8123')).toMatchObject({
      kind: 'away',
      message: expect.stringMatching(
        /invalid:8123 cannot be reached \((ENOTFOUND|EAI_AGAIN)\); check homeassistant\.url$/,
      ),
    });
  });

  it.each([
    [404, 'unusable'],
    [301, 'unusable'],
    [200, 'unusable'],
    [500, 'away'],
    [502, 'away'],
  ])('tells of an answer of HTTP %i', async (status, kind) => {
    const url = await httpServer((_, response) => response.writeHead(status, { location: 'https://other' }).end('no'));

    expect(await failure(url)).toMatchObject({
      kind,
      message: `Home Assistant at ${url} answers HTTP ${status}, not a WebSocket; check homeassistant.url`,
    });
  });

  it.each(['https', 'wss'])('tells of a certificate that nobody vouches for, over %s', async (scheme) => {
    const ha = await startFakeHomeAssistant({ tls: createCertificate() });
    const url = ha.url.replace('https', scheme);

    const { kind, message } = await failure(url);

    expect(kind).toBe('unusable');
    expect(message).toContain(
      `the certificate of Home Assistant at ${url} is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    );
    expect(message).toContain('NODE_EXTRA_CA_CERTS');
    expect(ha.paths).toEqual([]);
  });

  it('tells of plain http behind an https address', async () => {
    const { url } = await startFakeHomeAssistant();
    const secure = url.replace('http', 'https');

    expect(await failure(secure)).toMatchObject({
      kind: 'unusable',
      message: `Home Assistant at ${secure} does not speak TLS; is it http instead of https?`,
    });
  });

  it('does not get in over http where there is https', async () => {
    const ha = await startFakeHomeAssistant({ tls: createCertificate() });
    const url = ha.url.replace('https', 'http');

    expect(await failure(url)).toMatchObject({
      kind: 'away',
      message: `Home Assistant at ${url} hangs up (ECONNRESET); is it https instead of http?`,
    });
  });

  it.each(['hello', '{"half":', '[]', '1', 'null', '{"kind":"no type"}'])(
    'tells of somebody else who says %s',
    async (text) => {
      const url = await sayer(text);

      expect(await failure(url)).toMatchObject({
        kind: 'unusable',
        message: `${url} is not Home Assistant; check homeassistant.url`,
      });
    },
  );

  it('gives up on one that never says a word', async () => {
    const { url } = await startFakeHomeAssistant({ behaviour: { silent: 'always' } });

    expect(await failure(url, { patience: 50 })).toMatchObject({
      kind: 'away',
      message: `Home Assistant at ${url} has stopped answering`,
    });
  });

  it('gives up on one that takes the connection and not even shakes hands', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    expect((await failure(url, { patience: 50 })).kind).toBe('away');
  });
});
