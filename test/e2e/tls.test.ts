import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../process/world.js';
import { count, firstRound, startBridge } from './bridge.js';
import { type Authority, createAuthority } from './certificates.js';
import { mosquittoSub } from './clients.js';
import { type MosquittoOptions, startMosquitto } from './mosquitto.js';

/** Of the section mqtt. */
function settings(keys: Readonly<Record<string, string | boolean>>): string {
  const lines = Object.entries(keys).map(([key, value]) => `  ${key}: ${value}\n`);
  return `${lines.join('')}server:\n  enabled: false\nlog:\n  level: debug\n`;
}

/** With a certificate for its address. */
async function secureBroker(authority: Authority, options: Partial<MosquittoOptions> & { clients?: boolean } = {}) {
  const server = await authority.sign('server', 'IP:127.0.0.1');
  const { clients = false, ...more } = options;
  return startMosquitto({ ...more, tls: { ca: authority.ca, ...server, clients } });
}

describe('TLS', () => {
  it('is well with the right ca', async () => {
    const authority = await createAuthority();
    const broker = await secureBroker(authority);

    const { program } = await startBridge(broker.url, { yaml: settings({ ca: authority.ca }) });

    await program.prints(/info +connected to the broker at mqtts:\S+ \(MQTT 5\)/);
    await firstRound(await mosquittoSub(broker, ['withings/#']));
  });

  it('with another ca is in the log once, as an error, and the bridge lives', async () => {
    const broker = await secureBroker(await createAuthority());
    const other = await createAuthority();

    const { program } = await startBridge(broker.url, { yaml: settings({ ca: other.ca }) });

    await program.prints(/error no connection .*TLS failed: .*check mqtt.ca/);
    await program.prints(/debug no connection .*TLS failed/);
    expect(count(program, /error .*TLS failed/)).toBe(1);
    expect(program.process.exitCode).toBeNull();
  });

  it('renewed in place is well again without a restart, also for a certificate of its own', async () => {
    const authority = await createAuthority();
    const other = await createAuthority();
    const broker = await secureBroker(authority, { clients: true });
    const [bridge, former, dir] = [await authority.sign('the-bridge'), await other.sign('the-bridge'), await folder()];
    const files = { ca: join(dir, 'ca.pem'), cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
    const renew = async (from: typeof files) => {
      for (const name of ['ca', 'cert', 'key'] as const) await copyFile(from[name], files[name]);
    };
    await renew({ ca: other.ca, ...former });
    const { program } = await startBridge(broker.url, { yaml: settings(files) });
    await program.prints(/error no connection .*TLS failed: .*check mqtt.ca/);

    await renew({ ca: authority.ca, ...bridge });

    await program.prints(/info +connected to the broker at mqtts:/);
  });

  it('without a ca does not trust a broker that signs for itself', async () => {
    const broker = await secureBroker(await createAuthority());

    const { program } = await startBridge(broker.url, { yaml: settings({}) });

    await program.prints(/error no connection .*TLS failed/);
  });

  it('with reject_unauthorized: false takes what comes', async () => {
    const broker = await secureBroker(await createAuthority());

    const { program } = await startBridge(broker.url, { yaml: settings({ reject_unauthorized: false }) });

    await program.prints(/info +connected to the broker at mqtts:/);
  });

  it('does not take a certificate for another host', async () => {
    const authority = await createAuthority();
    const server = await authority.sign('server', 'DNS:broker.example');
    const broker = await startMosquitto({ tls: { ca: authority.ca, ...server } });

    const { program } = await startBridge(broker.url, { yaml: settings({ ca: authority.ca }) });

    await program.prints(/error no connection .*TLS failed: .*host name/);
  });

  it('shows a certificate of its own where the broker wants one', async () => {
    const authority = await createAuthority();
    const broker = await secureBroker(authority, { clients: true, lines: ['use_identity_as_username true'] });
    const bridge = await authority.sign('the-bridge');

    const { program } = await startBridge(broker.url, { yaml: settings({ ca: authority.ca, ...bridge }) });

    await program.prints(/info +connected to the broker at mqtts:/);
    await broker.logs(/New client connected from \S+ as \S+ \(p5, c1, k60, u'the-bridge'\)/);
  });

  it('without one says so where the broker wants one', async () => {
    const authority = await createAuthority();
    const broker = await secureBroker(authority, { clients: true });

    const { program } = await startBridge(broker.url, { yaml: settings({ ca: authority.ca }) });

    await program.prints(/error no connection .*TLS failed: .*mqtt.cert/);
    expect(program.process.exitCode).toBeNull();
  });
});
