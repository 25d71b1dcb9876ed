import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { startMosquitto } from '../e2e/mosquitto.js';
import { startServer } from '../postgres/own-server.js';
import { folder } from '../process/world.js';
import { enrol } from './enrol.js';
import { startMember } from './fleet.js';
import { CLUSTER_CLIENT, createManyPeople } from './many-people.js';

export interface SmallWorldOptions {
  readonly people: number;
  /** What the plan allows; default: far more than is needed. */
  readonly callsPerMinute?: number;
  /** Of the database's processes, beside the usual. */
  readonly databaseEnv?: Readonly<Record<string, string>>;
  /** More lines of the configuration. */
  readonly yaml?: string;
}

/** Some people, whom bridges on this machine fetch into PostgreSQL and publish on Mosquitto; all of it ends with the test. */
export async function startSmallWorld(options: SmallWorldOptions) {
  const { people, callsPerMinute = 6000, databaseEnv = {}, yaml = '' } = options;
  // A commit that was answered outlives the process, as in an installation.
  const server = await startServer({ env: databaseEnv, settings: ['synchronous_commit=on'] });
  onTestFinished(() => server.remove());
  const databaseUrl = await server.newDatabase();
  const broker = await startMosquitto();
  const cloud = createManyPeople({
    ...{ people, callsPerMinute, callbackUrl: 'https://withings.test/webhook', until: async () => {} },
  });
  onTestFinished(() => cloud.close());
  await enrol(databaseUrl, cloud, 'secret');
  const url = await cloud.listen('127.0.0.1', () => '');
  const config = join(await folder(), 'config.yaml');
  await writeFile(
    config,
    `withings:
  client_id: ${CLUSTER_CLIENT.id}
  client_secret: ${CLUSTER_CLIENT.secret}
  api_url: ${url}
  calls_per_minute: ${callsPerMinute}
store: ${databaseUrl}
mqtt: { url: "${broker.url}" }
page: { enabled: false }
server: { enabled: false }
${yaml}`,
  );
  const store = await openPostgresStore({ address: databaseUrl, sleep: (milliseconds) => pause(milliseconds) });
  onTestFinished(() => store.close());
  const { cluster } = store;
  if (!cluster) throw new Error(`${databaseUrl} is no store of several bridges`);
  return {
    ...{ databaseUrl, server, cloud, broker, store, cluster },
    start: (name = 'bridge', env = {}) => startMember({ name, config, within: [], env }),
    /** Withings has something of somebody. */
    tell: (userid: number) =>
      cluster.notices.put({ userId: String(userid), appli: 1, start: undefined, end: undefined, deviceId: undefined }),
  };
}
