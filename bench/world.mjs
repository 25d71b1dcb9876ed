// A simulated cloud, an embedded broker and a configuration, for figures of the whole program.
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBroker } from '../dist/demo/broker.js';
import { startCloud } from '../dist/demo/cloud.js';
import { openTokenStore } from '../dist/store/tokens.js';
import { sampleGroups } from './groups.mjs';

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
export const IMPORTS = fileURLToPath(new URL('./imports.mjs', import.meta.url));
const CLIENT = { clientId: 'bench', clientSecret: 'bench-secret' };

/** Below the range from which systems take ports for those who ask for any. */
export async function freePort() {
  return randomInt(20_000, 32_000);
}

/** A folder of its own, to be removed at the end. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'withings2mqtt-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** One account with so many measure groups; `close` removes everything. */
export async function startWorld(groups) {
  const person = {
    userid: 1,
    name: 'anna',
    timezone: 'Europe/Amsterdam',
    measuregrps: sampleGroups(groups),
    devices: [{ type: 'Scale', model: 'Body Scan', battery: 'high', deviceid: 'd', hash_deviceid: 'd' }],
    goals: { steps: 10000 },
  };
  const limits = { dedupeSeconds: 0, requestsPerMinute: Number.POSITIVE_INFINITY };
  const cloud = await startCloud({ ...CLIENT, ...limits, people: [person] });
  const broker = await startBroker({ port: 0 });
  const { path: dir, remove } = await temporaryFolder();
  const config = join(dir, 'config.yaml');
  await writeFile(
    config,
    `withings: { client_id: bench, client_secret: bench-secret, api_url: "${cloud.url}" }
accounts: [{ name: anna }]
mqtt: { url: "${broker.url}", protocol_version: 4 }
server: { port: ${await freePort()} }
data_dir: ${dir}/data
`,
  );
  const reply = cloud.login(1);
  await openTokenStore({ dataDir: join(dir, 'data') }).save('anna', {
    userId: '1',
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    expiresAt: Date.now() + reply.expires_in * 1000,
    scope: reply.scope,
  });
  return {
    config,
    dir,
    brokerUrl: broker.url,
    /** As before the first sync, but for the id that tells this bridge from others. */
    forget: () =>
      writeFile(join(dir, 'data', 'state.json'), JSON.stringify({ version: 1, instance: 'bench', accounts: {} })),
    async close() {
      await cloud.close();
      await broker.close();
      await remove();
    },
  };
}
