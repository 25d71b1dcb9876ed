// A simulated cloud, an embedded broker and a configuration, for figures of the whole program.
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBroker } from '#built/demo/broker.js';
import { type Cloud, type Person, startCloud } from '#built/demo/cloud.js';
import { openStateStore } from '#built/store/state.js';
import { openTokenStore } from '#built/store/tokens.js';
import { sampleGroups } from './groups.js';

/** The built program. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
export const CLIENT = { clientId: 'bench', clientSecret: 'bench-secret' };

/** Below the range from which systems take ports for those who ask for any. */
export function somePort(): number {
  return randomInt(20_000, 32_000);
}

/** A folder of its own, to be removed at the end. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'withings2mqtt-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A cloud that allows as many calls as anybody likes. */
export function openCloud(people: readonly Person[]): Promise<Cloud> {
  return startCloud({ ...CLIENT, dedupeSeconds: 0, requestsPerMinute: Number.POSITIVE_INFINITY, people });
}

export function personWith(userid: number, name: string, groups: number): Person {
  return {
    userid,
    name,
    timezone: 'Europe/Amsterdam',
    measuregrps: sampleGroups(groups),
    devices: [],
    goals: {},
  };
}

/** Gives an account of a data folder a login at the cloud, with all scopes unless told otherwise. */
export async function logIn(cloud: Cloud, dataDir: string, name: string, userid: number, scope?: string) {
  const reply = cloud.login(userid, scope);
  await openTokenStore({ dataDir }).save(name, {
    userId: String(userid),
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    expiresAt: Date.now() + reply.expires_in * 1000,
    scope: reply.scope,
  });
}

export interface World {
  /** Path of the configuration. */
  readonly config: string;
  readonly brokerUrl: string;
  /** As before the first sync, but for the id that tells this bridge from others. */
  forget(): Promise<void>;
  /** Removes everything. */
  close(): Promise<void>;
}

/** One account with so many measure groups. */
export async function startWorld(groups: number): Promise<World> {
  const person: Person = {
    ...personWith(1, 'anna', groups),
    devices: [{ type: 'Scale', model: 'Body Scan', battery: 'high', deviceid: 'd', hash_deviceid: 'd' }],
    goals: { steps: 10000 },
  };
  const cloud = await openCloud([person]);
  const broker = await startBroker({ port: 0 });
  const { path: dir, remove } = await temporaryFolder();
  const config = join(dir, 'config.yaml');
  const dataDir = join(dir, 'data');
  await writeFile(
    config,
    `withings: { client_id: bench, client_secret: bench-secret, api_url: "${cloud.url}" }
accounts: [{ name: anna }]
mqtt: { url: "${broker.url}", protocol_version: 4 }
server: { port: ${somePort()} }
data_dir: ${dataDir}
`,
  );
  await logIn(cloud, dataDir, 'anna', 1);
  return {
    config,
    brokerUrl: broker.url,
    async forget() {
      const store = openStateStore({ dataDir, newInstance: () => 'bench', onDamaged() {} });
      await store.save({ ...(await store.load()), accounts: {} });
    },
    async close() {
      await cloud.close();
      await broker.close();
      await remove();
    },
  };
}
