import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { CLIENT, testCloud } from '../demo/helpers.js';
import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';
import { keepLogin, loginOf, tokensOf, withCopy } from '../stored.js';
import { type Broker, startSoakBroker } from './broker.js';
import { type Kept, keptIn } from './kept.js';
import { type Program, startProgram } from './program.js';
import { createTime, type Time } from './time.js';

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** A cloud, a broker and a bridge that live in the same time, with webhooks between them. */
export interface House {
  readonly time: Time;
  readonly cloud: FaultyCloud;
  readonly broker: Broker;
  readonly dataDir: string;
  /** Everything that was said and not retained, oldest first. */
  readonly heard: readonly Message[];
  /** Lines that all runs have logged. */
  lines(): readonly string[];
  /** The run that is on, if any. */
  program(): Program | undefined;
  start(): Promise<Program>;
  /** Ends it in order, or without a word. */
  end(how: 'stop' | 'kill'): Promise<void>;
  /** A bridge that knows nothing, for one round, under the base topic `fresh`. */
  fresh(): Promise<void>;
  /** The refresh token on the disk is one that the cloud takes. */
  isLoginAlive(account: string): Promise<boolean>;
  /** Bytes of each file of the data folder. */
  files(): Promise<Record<string, number>>;
  kept(): Promise<Kept>;
}

export interface HouseOptions {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly people: readonly Person[];
  readonly seed: number;
  /** Default: Withings tells the bridge of news; without it the bridge asks every ten minutes. */
  readonly webhooks?: boolean;
}

const NAMES = ['anna', 'ben'];

export async function house({ start, people, seed, webhooks = true }: HouseOptions): Promise<House> {
  const time = createTime(start);
  const limits = { dedupeSeconds: 10, requestsPerMinute: 120 };
  const cloud = await testCloud({ ...limits, people, clock: time.now });
  const heard: Message[] = [];
  const broker = await startSoakBroker((topic, payload) => void heard.push({ topic, payload }));
  const dir = await folder();
  const port = await freePort();
  const accounts = people.map(({ userid }, index) => ({ name: NAMES[index]!, userid }));
  const runs: Program[] = [];
  await login('data');
  const path = await configure('config.yaml', {
    dataDir: 'data',
    base: 'withings',
    rest: webhooks
      ? `server: { port: ${port}, public_url: "http://127.0.0.1:${port}" }\n`
      : 'server: { enabled: false }\n',
  });
  onTestFinished(async () => {
    for (const { process, exit } of runs) {
      process.kill('SIGKILL');
      await exit;
    }
  });

  async function login(dataDir: string) {
    for (const { name, userid } of accounts) {
      const reply = cloud.login(userid);
      await keepLogin(join(dir, dataDir), name, tokensOf(userid, reply, time.now() + reply.expires_in * 1000));
    }
  }

  async function configure(name: string, { dataDir, base, rest }: { dataDir: string; base: string; rest: string }) {
    const file = join(dir, name);
    await writeFile(
      file,
      `withings:\n  client_id: ${CLIENT.client_id}\n  client_secret: ${CLIENT.client_secret}\n` +
        `  api_url: ${cloud.url}\n  account_url: ${cloud.url}\n` +
        `accounts:\n${accounts.map(({ name }) => `  - name: ${name}\n`).join('')}` +
        // Pings are the only thing that goes on every minute of a day, and they tell nothing here.
        `mqtt: { url: "${broker.url}", base_topic: ${base}, protocol_version: 4, keepalive: 900 }\n` +
        'page: { enabled: false }\n' +
        `data_dir: ${join(dir, dataDir)}\n${rest}`,
    );
    return file;
  }

  function run(args: readonly string[]): Program {
    const program = startProgram(args, time.times(), seed + runs.length);
    runs.push(program);
    time.follow(program);
    return program;
  }

  async function live(program: Program): Promise<void> {
    for (let hour = 0; hour < 60 && !program.ended(); hour++) await time.pass(60_000);
    if ((await program.exit) !== 0) throw new Error(program.lines.join('\n'));
  }

  let current: Program | undefined;
  return {
    time,
    cloud,
    broker,
    dataDir: join(dir, 'data'),
    heard,
    lines: () => runs.flatMap(({ lines }) => lines),
    program: () => current,
    async start() {
      current = run(['run', '-c', path]);
      await current.prints(/withings2mqtt \S+ for/);
      return current;
    },
    async end(how) {
      const program = current;
      current = undefined;
      if (!program) return;
      program.process.kill(how === 'kill' ? 'SIGKILL' : 'SIGTERM');
      if (how === 'stop') {
        // It may have to wait for a broker that is away.
        for (let second = 0; second < 10 && !program.ended(); second++) {
          await Promise.race([program.exit, new Promise((resolve) => setTimeout(resolve, 50))]);
          if (!program.ended())
            await program.go({ ...time.times(), uptime: time.times().uptime + (second + 1) * 1000 });
        }
      }
      await program.exit;
      time.follow(undefined);
    },
    async fresh() {
      await login('fresh');
      const rest = 'server: { enabled: false }\nhomeassistant: { enabled: false }\n';
      await live(
        run(['run', '--once', '-c', await configure('fresh.yaml', { dataDir: 'fresh', base: 'fresh', rest })]),
      );
      time.follow(current);
    },
    async isLoginAlive(account) {
      const stored = await loginOf(join(dir, 'data'), account);
      return stored !== undefined && cloud.isRefreshTokenAlive(stored.refreshToken);
    },
    kept: () => withCopy(join(dir, 'data'), async (_, path) => keptIn(path)),
    async files() {
      const names = (await readdir(join(dir, 'data'))).sort();
      const sizes = names.map(async (name) => [name, (await stat(join(dir, 'data', name))).size] as const);
      return Object.fromEntries(await Promise.all(sizes));
    },
  };
}
