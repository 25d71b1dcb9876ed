import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { Aedes } from 'aedes';
import { describe, expect, it, onTestFinished } from 'vitest';
import { brokerOptions } from '../../src/mqtt/options.js';
import type { TlsFiles } from '../../src/mqtt/tls-files.js';
import { folder } from '../process/world.js';
import { createCertificate } from './certificate.js';
import { listening, STATE_TOPIC, startAedes, watchConnection } from './watch.js';

const OURS = createCertificate();

async function startTlsBroker(options: { requestCert?: true; ca?: string } = {}) {
  const aedes = await Aedes.createBroker();
  onTestFinished(() => new Promise<void>((resolve) => aedes.close(() => resolve())));
  const server = createServer({ ...OURS, rejectUnauthorized: true, ...options }, aedes.handle);
  server.on('tlsClientError', () => {});
  const { port } = await listening(server);
  return `mqtts://127.0.0.1:${port}`;
}

/** Until somebody has renewed a file. */
const TRIES = { retries: 10_000 };

/** Files with these texts, in a folder that goes with the test. */
async function pemFiles<Name extends string>(texts: Readonly<Record<Name, string>>): Promise<Record<Name, string>> {
  const dir = await folder();
  const paths: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(texts) as Name[]) {
    paths[name] = join(dir, `${name}.pem`);
    await writeFile(paths[name], texts[name]);
  }
  return paths as Record<Name, string>;
}

const settings = (url: string, files: TlsFiles) =>
  ({ url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, ...files }) as const;

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

  it('connects as soon as its files hold what fits: they are renewed in place', async () => {
    const client = createCertificate();
    const files = await pemFiles({ ca: client.cert, cert: OURS.cert, key: OURS.key });
    const url = await startTlsBroker({ requestCert: true, ca: client.cert });
    const { problems, ups } = watchConnection(url, {
      ...(await brokerOptions(settings(url, files), STATE_TOPIC)),
      ...TRIES,
    });
    expect(await problems.take()).toMatchObject({ kind: 'tls' });

    await writeFile(files.ca, OURS.cert);
    await writeFile(files.cert, client.cert);
    await writeFile(files.key, client.key);

    expect((await ups.take()).protocolVersion).toBe(4);
  });

  it('fails as long as a file is away, and says which', async () => {
    const files = await pemFiles({ ca: OURS.cert });
    const url = await startTlsBroker();
    const options = await brokerOptions(settings(url, files), STATE_TOPIC);
    await rm(files.ca);
    const { problems, ups } = watchConnection(url, { ...options, ...TRIES });
    expect(await problems.take()).toEqual({
      kind: 'tls',
      text: `mqtt.ca: cannot read ${files.ca} (ENOENT); check the path and its permissions`,
    });

    await writeFile(files.ca, OURS.cert);

    expect((await ups.take()).protocolVersion).toBe(4);
  });

  it.each([
    ['a key of another certificate', createCertificate().key],
    ['half a key', OURS.key.slice(0, 80)],
    ['nothing', ''],
  ])('fails as long as there is %s, as in the middle of a renewal', async (_, half) => {
    const client = createCertificate();
    const files = await pemFiles({ ca: OURS.cert, cert: client.cert, key: half });
    const url = await startTlsBroker({ requestCert: true, ca: client.cert });
    const { problems, ups } = watchConnection(url, {
      ...(await brokerOptions(settings(url, files), STATE_TOPIC)),
      ...TRIES,
    });
    expect(await problems.take()).toMatchObject({
      kind: 'tls',
      text: expect.stringMatching(/^TLS failed: .*mqtt\.key/),
    });

    await writeFile(files.key, client.key);

    expect((await ups.take()).protocolVersion).toBe(4);
  });

  it('says so when the broker does not speak TLS at all', async () => {
    const { url } = await startAedes();
    const { problems } = watchConnection(url.replace('mqtt:', 'mqtts:'));

    expect((await problems.take()).kind).toBe('tls');
  });
});
