// A simulated cloud, an embedded broker and a configuration, for figures of the whole program.
import { randomInt } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { type Cloud, type Person, startCloud } from '#built/demo/cloud.js';
import { demoPeople } from '#built/demo/invented-people.js';
import { startBroker } from '#built/mqtt/embedded-broker.js';
import { FILE_NAME } from '#built/store/sqlite/database.js';
import { openSqliteStore } from '#built/store/sqlite/index.js';
import type { Store } from '#built/store/store.js';
import { systemTools } from '#built/tools.js';
import { sampleGroups } from './groups.js';
import { stretchToTenYears } from './ten-years.js';

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

/** An invented person with everything that Withings measures: of two years, as in the demo, or of ten. */
export function wholePerson(years: 'two' | 'ten'): Person {
  const person = demoPeople(Date.now())[0]!;
  if (years === 'ten') stretchToTenYears(person);
  return person;
}

/** The store of a data folder, as the bridge opens it. */
export function openBenchStore(dataDir: string): Store {
  const onDamaged = (reason: string) => {
    throw new Error(`the store is damaged: ${reason}`);
  };
  return openSqliteStore({ dataDir, onDamaged, clock: systemTools.clock, sleep: systemTools.sleep });
}

/** Gives people of a cloud a login under these names; the scope is all there is unless told otherwise. */
export async function logIn(
  cloud: Cloud,
  dataDir: string,
  people: readonly { readonly userid: number; readonly name: string }[],
  scope?: string,
): Promise<void> {
  const store = openBenchStore(dataDir);
  for (const { userid, name } of people) {
    const reply = cloud.login(userid, scope);
    const userId = String(userid);
    await store.people.put(userId, name);
    await store.logins.save(userId, {
      userId,
      accessToken: reply.access_token,
      refreshToken: reply.refresh_token,
      expiresAt: Date.now() + reply.expires_in * 1000,
      scope: reply.scope,
    });
  }
  await store.close();
}

export interface World {
  readonly cloud: Cloud;
  /** Path of the configuration. */
  readonly config: string;
  readonly dataDir: string;
  readonly brokerUrl: string;
  /** Of the page, with a slash at its end. */
  readonly pageUrl: string;
  /** As before the first sync: nothing is kept but the login, and nothing lies on the broker. */
  forget(): Promise<void>;
  /** Removes everything. */
  close(): Promise<void>;
}

/** One account of a person of the cloud. */
export async function startWorld(person: Person): Promise<World> {
  const cloud = await openCloud([person]);
  let broker = await startBroker({ port: 0 });
  const brokerUrl = broker.url;
  const { path: dir, remove } = await temporaryFolder();
  const config = join(dir, 'config.yaml');
  const dataDir = join(dir, 'data');
  const page = somePort();
  await writeFile(
    config,
    `withings: { client_id: bench, client_secret: bench-secret, api_url: "${cloud.url}" }
accounts: [{ name: anna }]
mqtt: { url: "${brokerUrl}", protocol_version: 4 }
server: { port: ${somePort()} }
page: { port: ${page} }
data_dir: ${dataDir}
`,
  );
  await logIn(cloud, dataDir, [{ userid: person.userid, name: 'anna' }]);
  const database = join(dataDir, FILE_NAME);
  const fresh = join(dir, 'fresh.db');
  await copyFile(database, fresh);
  return {
    ...{ cloud, config, dataDir, brokerUrl, pageUrl: `http://127.0.0.1:${page}/` },
    async forget() {
      await broker.close();
      broker = await startBroker({ port: Number(new URL(brokerUrl).port), otherwise: 'fail' });
      for (const end of ['-wal', '-shm']) await rm(database + end, { force: true });
      await copyFile(fresh, database);
    },
    async close() {
      await cloud.close();
      await broker.close();
      await remove();
    },
  };
}

/** Readings in the archive of a store that nobody has open. */
export function readingsIn(dataDir: string): number {
  const database = new Database(join(dataDir, FILE_NAME), { readonly: true });
  const { count } = database.prepare('select count(*) as count from reading').get() as { readonly count: number };
  database.close();
  return count;
}
