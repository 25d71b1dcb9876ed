import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Mosquitto, startMosquitto } from '../e2e/mosquitto.js';
import { PASSWORD, type PostgresServer, startServer, USER } from '../postgres/own-server.js';
import { folder } from '../process/world.js';
import { type Balancer, createBalancer } from './balancer.js';
import { enrol } from './enrol.js';
import { type Member, startMember } from './fleet.js';
import { CLUSTER_CLIENT, createManyPeople, type ManyPeople } from './many-people.js';
import { createRoom, type Room } from './namespaces.js';
import { type PgBouncer, startPgBouncer } from './pgbouncer.js';
import { type Takeovers, watchTakeovers } from './takeovers.js';
import { type Watcher, watch } from './watcher.js';
import { createWeighIns, type WeighIns } from './weigh-ins.js';

/** One bridge, and the network that it stands in. */
export interface Place {
  readonly member: Member;
  readonly room: Room;
  /** Of the cloud, as this bridge knows it. */
  readonly cloudPort: number;
}

/** Three bridges or so, and all that they stand on. */
export interface ClusterWorld {
  readonly places: readonly Place[];
  readonly cloud: ManyPeople;
  readonly broker: Mosquitto;
  readonly balancer: Balancer;
  readonly watcher: Watcher;
  readonly weighIns: WeighIns;
  readonly takeovers: Takeovers;
  /** Of the database, past PgBouncer. */
  readonly databaseUrl: string;
  restartDatabase(): Promise<void>;
  /** What a bridge must not reach, to be without it. */
  portsOf(without: Without, place: Place): readonly number[];
}

export type Without = 'without database' | 'without broker' | 'without cloud';

export interface ClusterWorldOptions {
  readonly people: number;
  readonly bridges: number;
  readonly callsPerMinute: number;
  readonly random: () => number;
}

export const BASE = 'withings';
const SECRET = 'chaos';
const PUBLIC_URL = 'https://withings.test';
const PORT = 8099;
/** How long the cloud takes for an answer. */
const SHORTEST_ANSWER = 20;
const LONGEST_ANSWER = 80;

export async function startClusterWorld(options: ClusterWorldOptions): Promise<ClusterWorld> {
  const { people, bridges, callsPerMinute, random } = options;
  const rooms = await Promise.all(Array.from({ length: bridges }, createRoom));
  const hosts = rooms.map(({ here }) => here);
  const database = await startDatabase();
  const databaseUrl = await database.newDatabase();
  const login = { host: '127.0.0.1', port: database.port, user: USER, password: PASSWORD };
  const bouncer = await startPgBouncer({ hosts: ['127.0.0.1', ...hosts], database: login });
  const broker = await startMosquitto({ quiet: true, hosts, lines: ['max_queued_messages 0'] });
  const cloud = createManyPeople({
    ...{ people, callsPerMinute, callbackUrl: `${PUBLIC_URL}/webhook/${SECRET}` },
    until: () => pause(SHORTEST_ANSWER + random() * (LONGEST_ANSWER - SHORTEST_ANSWER)),
  });
  await enrol(databaseUrl, cloud, SECRET);
  const watcher = await watch(broker.url, BASE);
  const dir = await folder();
  const places = await Promise.all(
    rooms.map((room, index) => place({ ...options, index, room, dir, cloud, broker, bouncer, databaseUrl })),
  );
  const servers = rooms.map(({ inside }) => `http://${inside}:${PORT}`);
  const balancer = createBalancer({ servers, path: `/webhook/${SECRET}` });
  return {
    ...{ places, cloud, broker, balancer, watcher, databaseUrl },
    takeovers: watchTakeovers(databaseUrl, (line) => console.log(new Date().toISOString(), line)),
    weighIns: createWeighIns(cloud, balancer, watcher, random),
    async restartDatabase() {
      // As when it crashes: what was committed is there again.
      await database.stop('SIGQUIT');
      await database.start();
    },
    portsOf(without, { cloudPort }) {
      if (without === 'without database') return [bouncer.port];
      return [without === 'without broker' ? broker.port : cloudPort];
    },
  };
}

interface PlaceOptions extends ClusterWorldOptions {
  readonly index: number;
  readonly room: Room;
  readonly dir: string;
  readonly cloud: ManyPeople;
  readonly broker: Mosquitto;
  readonly bouncer: PgBouncer;
  readonly databaseUrl: string;
}

async function startDatabase(): Promise<PostgresServer> {
  // A commit that was answered outlives the process, as in an installation.
  const server = await startServer({ settings: ['synchronous_commit=on'] });
  onTestFinished(() => server.remove());
  return server;
}

async function place(options: PlaceOptions): Promise<Place> {
  const { index, room, dir, cloud, broker, bouncer, databaseUrl, callsPerMinute } = options;
  let run = () => '';
  const cloudUrl = await cloud.listen(room.here, () => run());
  const home = join(dir, `bridge-${index}`);
  await mkdir(home);
  const config = join(home, 'config.yaml');
  await writeFile(
    config,
    `withings:
  client_id: ${CLUSTER_CLIENT.id}
  client_secret: ${CLUSTER_CLIENT.secret}
  api_url: ${cloudUrl}
  calls_per_minute: ${callsPerMinute}
  webhook_poll_interval: 24h
store: postgres://${USER}@${room.here}:${bouncer.port}${new URL(databaseUrl).pathname}
mqtt: { url: "mqtt://${room.here}:${broker.port}", base_topic: ${BASE}, keepalive: 5 }
page: { enabled: false }
server: { host: ${room.inside}, port: ${PORT}, public_url: ${PUBLIC_URL} }
`,
  );
  const member = startMember({ name: `bridge-${index}`, config, within: room.within });
  run = member.run;
  return { member, room, cloudPort: Number(new URL(cloudUrl).port) };
}
