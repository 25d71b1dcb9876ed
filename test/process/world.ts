import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt, { type MqttClient } from 'mqtt';
import { inject, onTestFinished } from 'vitest';
import type { CloudOptions } from '../../src/demo/cloud.js';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { ANNA, BEN, CLIENT, group, person, testCloud } from '../demo/helpers.js';
import { keepLogin, tokensOf } from '../stored.js';
import { createWaiting } from '../waiting.js';
import { printed } from './printed.js';
import { QUICK_PROGRAM } from './quick-program.js';

/** The program as users have it. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Files share this module for longer than an hour may be old. */
const now = () => Math.floor(Date.now() / 1000);

/** The built program as a process, with what it prints. */
export interface Program {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  /** Everything so far on both outputs. */
  output(): string;
  stdout(): string;
  stderr(): string;
  /** Resolves with the output as soon as it matches. */
  prints(pattern: RegExp): Promise<RegExpMatchArray>;
}

/**
 * Runs `withings2mqtt` with these arguments; killed at the end of the test if it still lives.
 *
 * @param within a command that runs the one that follows it, such as `nice`
 * @param main by default calls just like the last one go out at once, for a cloud that does not mind
 */
export function withings2mqtt(
  args: readonly string[],
  env: Record<string, string> = {},
  within: readonly string[] = [],
  main = inject(QUICK_PROGRAM),
): Program {
  const [command = '', ...rest] = [...within, process.execPath, main, ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const output = () => stdout + stderr;
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const { look, prints, tellIfFailed } = printed('withings2mqtt', output, exit);
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
    look();
  });
  onTestFinished(async (context) => {
    tellIfFailed(context);
    child.kill('SIGKILL');
    await exit;
  });
  return {
    process: child,
    exit,
    output,
    stdout: () => stdout,
    stderr: () => stderr,
    prints,
  };
}

/** A subscriber that remembers the newest payload of each topic, in the order in which messages came. */
export interface Subscriber {
  readonly client: MqttClient;
  readonly messages: { topic: string; payload: string; retained: boolean }[];
  payload(topic: string): string | undefined;
  /** Resolves when the newest payload of the topic fits. */
  sees(topic: string, fits: (payload: string) => boolean): Promise<string>;
  close(): Promise<void>;
}

export async function subscriber(url: string, ...filters: string[]): Promise<Subscriber> {
  const client = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: 100 });
  const messages: Subscriber['messages'] = [];
  const newest = new Map<string, string>();
  const newestLines = () => [...newest].map(([topic, payload]) => `${topic} ${payload}`).join('\n');
  const { look, until, tellIfFailed } = createWaiting('a subscriber', newestLines);
  client.on('message', (topic, payload, packet) => {
    messages.push({ topic, payload: payload.toString(), retained: packet.retain });
    newest.delete(topic);
    newest.set(topic, payload.toString());
    look();
  });
  onTestFinished(async (context) => {
    tellIfFailed(context);
    await client.endAsync(true);
  });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await client.subscribeAsync(filters.length > 0 ? filters : ['#'], { qos: 1 });
  return {
    client,
    messages,
    payload: (topic) => newest.get(topic),
    sees(topic, fits) {
      return until(`${topic} with ${fits}`, () => {
        const payload = newest.get(topic);
        return payload !== undefined && fits(payload) ? payload : undefined;
      });
    },
    close: () => client.endAsync(),
  };
}

/** A folder that goes with the test. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'withings2mqtt-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export interface World {
  readonly cloud: FaultyCloud;
  readonly brokerUrl: string;
  readonly dir: string;
  readonly config: string;
  /** A file inside `data_dir`. */
  data(name: string): string;
  /** Gives anna and ben, or one account, a login at the cloud; `scope` is what the person allows there. */
  authorize(name?: string, userid?: number, scope?: string): Promise<void>;
  /** The same for one account, as `auth --import` does it. Rejects with what it prints when it fails. */
  importLogin(name: string, userid: number): Promise<void>;
}

export const SECRET = CLIENT.client_secret;

/** A cloud, an embedded broker and a configuration with anna and ben; both have a weight and a height. */
export async function world(
  options: {
    cloud?: Partial<CloudOptions>;
    yaml?: string;
    /** YAML of the section; default: no page, since all of them would want one port. */
    page?: string;
    brokerUrl?: string;
    redirectPort?: number;
    redirectUri?: string;
  } = {},
): Promise<World> {
  const cloud = await testCloud({ people: [annaOf(), benOf()], ...options.cloud });
  const brokerUrl = options.brokerUrl ?? (await embeddedBroker());
  const dir = await folder();
  const config = join(dir, 'config.yaml');
  await writeFile(
    config,
    `withings:
  client_id: ${CLIENT.client_id}
  client_secret: ${CLIENT.client_secret}
  api_url: ${cloud.url}
  account_url: ${cloud.url}
  redirect_uri: ${options.redirectUri ?? `http://127.0.0.1:${options.redirectPort ?? 8099}/oauth/callback`}
accounts:
  - name: anna
  - name: ben
    units: us
page: ${options.page ?? '{ enabled: false }'}
mqtt:
  url: ${brokerUrl}
${options.yaml ?? 'server:\n  enabled: false\n'}`,
  );
  const data = (name: string) => join(dir, 'data', name);
  return {
    cloud,
    brokerUrl,
    dir,
    config,
    data,
    async authorize(name, userid, scope) {
      const logins = name && userid ? { [name]: userid } : { anna: ANNA, ben: BEN };
      for (const [account, user] of Object.entries(logins)) {
        // As an import leaves it: nobody knows how old the tokens are, so that each run begins with a refresh.
        await keepLogin(join(dir, 'data'), account, tokensOf(user, cloud.login(user, scope), 0));
      }
    },
    async importLogin(name, userid) {
      const file = join(dir, `${name}.json`);
      await writeFile(file, JSON.stringify(cloud.login(userid)));
      const program = withings2mqtt(['auth', name, '-c', config, '--import', file]);
      if ((await program.exit) !== 0) throw new Error(program.output());
    },
  };
}

async function embeddedBroker(): Promise<string> {
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  return broker.url;
}

/** Anna: 70.25 kg now, 71 kg a day before, a height of 1.7 m, a segment, and a type that nobody knows. */
export function annaOf() {
  return {
    ...person(ANNA, 'anna', [
      group(11, now() - 86_400, { measures: [{ value: 71_000, type: 1, unit: -3 }] }),
      group(12, now() - 3600, {
        measures: [
          { value: 70_250, type: 1, unit: -3 },
          { value: 521, type: 174, unit: -2, position: 3 },
          { value: 42, type: 4242, unit: 0 },
        ],
      }),
      group(10, now() - 90_000_000, { attrib: 2, measures: [{ value: 170, type: 4, unit: -2 }] }),
    ]),
    goals: { steps: 10_000, sleep: 28_800, weight: { value: 68, unit: 0 } },
    devices: [
      {
        type: 'Scale',
        model: 'Body Scan',
        model_id: 10,
        battery: 'high',
        deviceid: 'd1',
        hash_deviceid: 'd1',
        timezone: 'Europe/Amsterdam',
        last_session_date: now() - 3600,
      },
    ],
  };
}

export function benOf() {
  return person(BEN, 'ben', [group(21, now() - 7200, { measures: [{ value: 80, type: 1, unit: 0 }] })]);
}
