import { createServer } from 'node:tls';
import { Aedes } from 'aedes';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCertificate } from './certificate.js';
import { listening, startAedes, watchConnection } from './watch.js';

const OURS = createCertificate();

async function startTlsBroker(options: { requestCert?: true; ca?: string } = {}) {
  const aedes = await Aedes.createBroker();
  onTestFinished(() => new Promise<void>((resolve) => aedes.close(() => resolve())));
  const server = createServer({ ...OURS, rejectUnauthorized: true, ...options }, aedes.handle);
  server.on('tlsClientError', () => {});
  const { port } = await listening(server);
  return `mqtts://127.0.0.1:${port}`;
}

describe('keepConnected over TLS', () => {
  it('refuses a certificate that nobody vouches for', async () => {
    const { problems, ups } = watchConnection(await startTlsBroker());

    expect(await problems.take()).toEqual({
      kind: 'tls',
      text: 'TLS failed: self-signed certificate; check mqtt.ca, mqtt.cert, mqtt.key and the host name',
    });
    expect(ups.all).toEqual([]);
  });

  it.each([
    ['the right authority', { ca: OURS.cert }],
    ['leave to accept anything', { rejectUnauthorized: false }],
  ])('connects with %s', async (_, options) => {
    const { ups } = watchConnection(await startTlsBroker(), options);

    expect((await ups.take()).protocolVersion).toBe(4);
  });

  it('refuses the certificate of another host', async () => {
    const url = (await startTlsBroker()).replace('127.0.0.1', 'localhost');
    const { problems } = watchConnection(url, { ca: OURS.cert });

    expect(await problems.take()).toMatchObject({ kind: 'tls', text: expect.stringContaining('localhost') });
  });

  it('shows its own certificate to a broker that asks for one', async () => {
    const client = createCertificate();
    const url = await startTlsBroker({ requestCert: true, ca: client.cert });
    const known = watchConnection(url, { ca: OURS.cert, cert: client.cert, key: client.key });

    expect((await known.ups.take()).protocolVersion).toBe(4);
    const stranger = watchConnection(url, { ca: OURS.cert });
    expect(await stranger.problems.take()).toMatchObject({ kind: 'tls' });
  });

  it('says so when the broker does not speak TLS at all', async () => {
    const { url } = await startAedes();
    const { problems } = watchConnection(url.replace('mqtt:', 'mqtts:'));

    expect((await problems.take()).kind).toBe('tls');
  });
});
