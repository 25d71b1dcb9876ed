import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { ANNA, BEN, CLIENT, testCloud } from '../demo/helpers.js';
import { loginOf, tablesOf, withStore } from '../stored.js';
import { guardedBroker } from './guarded.js';
import { SHORT_PAUSES } from './home.js';
import { formsOf } from './leaks.js';
import { freePort } from './port.js';
import { annaOf, benOf, folder, type Program, type Subscriber, subscriber, withings2mqtt } from './world.js';

/** Letters that look different in a URL, in a form, in JSON and in base64. */
const ODD = '/+%&="\\ü';
const CLIENT_SECRET = `client-${ODD}-9f2c`;
const PASSWORD = `broker-${ODD}-7b1d`;
const HA_TOKEN = `homeassistant-${ODD}-3e5a`;
const USERNAME = 'bridge';

/** A household in which everything that must stay secret is known by name, and everything that is said is kept. */
export interface Secretive {
  readonly cloud: FaultyCloud;
  readonly config: string;
  readonly dir: string;
  readonly address: string;
  readonly redirectPort: number;
  readonly seen: Subscriber;
  /** All there are by now: those of the configuration, and every token and code that the cloud has made. */
  secrets(): Promise<Record<string, string>>;
  /** What every command knows, and these, in every form: for a cloud that repeats what it should not. */
  gossip(...more: string[]): Promise<string>;
  /** A file beside the configuration. */
  file(name: string, text: string): Promise<string>;
  run(args: readonly string[], env?: Record<string, string>): Program;
  authorize(): Promise<Program[]>;
  /** Every table of the store but the logins, and every file beside it; all of them must be for the owner alone. */
  files(): Promise<Record<string, string>>;
  messages(): string;
}

export async function secretive(log: 'text' | 'json' = 'text'): Promise<Secretive> {
  const issued: string[] = [];
  const cloud = await testCloud({
    clientSecret: CLIENT_SECRET,
    people: [annaOf(), benOf()],
    token() {
      const token = `t+/=${issued.length}~${randomBytes(12).toString('hex')}`;
      issued.push(token);
      return token;
    },
  });
  const dir = await folder();
  const [port, redirectPort] = [await freePort(), await freePort()];
  const brokerUrl = await guardedBroker(USERNAME, PASSWORD);
  const address = `http://127.0.0.1:${port}`;
  const config = await file(
    'config.yaml',
    `withings:
  client_id: ${CLIENT.client_id}
  client_secret: !secret client
  api_url: ${cloud.url}
  account_url: ${cloud.url}
  redirect_uri: http://127.0.0.1:${redirectPort}/oauth/callback
accounts:
  - name: anna
  - name: ben
mqtt: { url: "${brokerUrl}", username: ${USERNAME}, password: "\${BROKER_PASSWORD}" }
homeassistant: { url: "http://127.0.0.1:1", token: !secret ha }
page: { enabled: false }
server: { port: ${port}, public_url: "${address}" }
log: { level: debug, format: ${log} }
`,
  );
  await file('secrets.yaml', `client: ${JSON.stringify(CLIENT_SECRET)}\nha: ${JSON.stringify(HA_TOKEN)}\n`);
  const login = `${USERNAME}:${encodeURIComponent(PASSWORD)}@`;
  const seen = await subscriber(brokerUrl.replace('mqtt://', `mqtt://${login}`));

  async function file(name: string, text: string): Promise<string> {
    await writeFile(join(dir, name), text);
    return join(dir, name);
  }

  function run(args: readonly string[], env: Record<string, string> = {}): Program {
    return withings2mqtt(args, { ...SHORT_PAUSES, BROKER_PASSWORD: PASSWORD, ...env });
  }

  async function secrets(): Promise<Record<string, string>> {
    const webhookSecret = await withStore(join(dir, 'data'), ({ settings }) => settings.get('webhook_secret'));
    return {
      'client secret': CLIENT_SECRET,
      'broker password': PASSWORD,
      'token of Home Assistant': HA_TOKEN,
      ...(webhookSecret && { 'webhook path': webhookSecret }),
      ...Object.fromEntries(issued.map((token, index) => [`token ${index}`, token])),
    };
  }

  return {
    ...{ cloud, config, dir, address, redirectPort, seen, secrets, file, run },
    async gossip(...more) {
      const pairs = await Promise.all(['anna', 'ben'].map((name) => loginOf(join(dir, 'data'), name)));
      const tokens = pairs.flatMap((pair) => (pair ? [pair.accessToken, pair.refreshToken] : []));
      return [CLIENT_SECRET, PASSWORD, HA_TOKEN, ...tokens, ...more].flatMap(formsOf).join(' ');
    },
    async authorize() {
      const programs: Program[] = [];
      // Each call counts: the bridge itself allows 120 a minute.
      const logins = { anna: cloud.login(ANNA), ben: cloud.login(BEN, 'user.info,user.metrics') };
      for (const [name, reply] of Object.entries(logins)) {
        const tokens = await file(`${name}.json`, JSON.stringify(reply));
        programs.push(run(['auth', name, '-c', config, '--import', tokens]));
        if ((await programs.at(-1)?.exit) !== 0) throw new Error(programs.at(-1)?.output());
      }
      return programs;
    },
    files: () => dataFiles(join(dir, 'data')),
    messages: () => seen.messages.map(({ topic, payload }) => `${topic} ${payload}`).join('\n'),
  };
}

/** Tokens and the path of the webhook lie there, and nowhere else. */
const SECRET_TABLE = 'login';
const isSecretRow = ({ key }: Record<string, unknown>) => key === 'webhook_secret';

async function dataFiles(data: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(data, { recursive: true })) {
    const path = join(data, name);
    // What SQLite keeps beside it goes with the last who uses it.
    const mode = (await stat(path).catch(() => undefined))?.mode ?? 0;
    if ((mode & 0o077) !== 0) throw new Error(`${name} is open to others (mode ${(mode & 0o777).toString(8)})`);
    if (!name.startsWith('withings2mqtt.db')) found[name] = await readFile(path, 'utf8');
  }
  for (const [table, rows] of Object.entries(tablesOf(data))) {
    if (table === SECRET_TABLE) continue;
    found[`table ${table}`] = JSON.stringify(rows.filter((row) => !isSecretRow(row)));
  }
  return found;
}
