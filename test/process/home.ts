import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../../src/demo/cloud.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { ANNA, BEN, CLIENT, testCloud } from '../demo/helpers.js';
import { keepLogin, settingOf, stateOf, tokensOf } from '../stored.js';
import { type Doors, startDoors } from './doors.js';
import { freePort } from './port.js';
import { annaOf, benOf, folder, type Program, type Subscriber, subscriber, withings2mqtt } from './world.js';

export const SHORT_PAUSES = { NODE_OPTIONS: `--import=${new URL('./short-pauses.mjs', import.meta.url)}` };
const ACCOUNTS = { anna: ANNA, ben: BEN };

export interface HomeOptions {
  readonly people?: readonly Person[];
  /** User ids by account name. */
  readonly logins?: Readonly<Record<string, number>>;
  /** What a login allows; default all. */
  readonly scopes?: Readonly<Record<string, string>>;
}

export interface RunOptions {
  /** YAML of the accounts; default anna and ben. */
  readonly accounts?: string;
  /** `public`: reachable for the cloud; `private`: no public_url; `off`: no server at all, whatever public_url says. */
  readonly server?: 'public' | 'private' | 'off';
  readonly brokerUrl?: string;
  /** YAML of the section; default: no page. */
  readonly page?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `long`: as they are; default `short`. */
  readonly pauses?: 'long' | 'short';
}

export interface Run extends Program {
  /** Resolves when the first round of this run is over, and what came of it has been said. */
  synced(seen: Subscriber): Promise<void>;
}

/** People with accounts at a cloud, a broker, and the bridge that runs there again and again. */
export interface Home {
  readonly cloud: FaultyCloud;
  readonly broker: Doors;
  readonly dataDir: string;
  /** Of the bridge's HTTP server. */
  readonly address: string;
  /** Starts the bridge; its pauses between calls of notify are short. */
  run(options?: RunOptions): Promise<Run>;
  /** What the store has of an account. */
  state(account: string): Promise<PersonState>;
  /** The last part of the address that Withings posts to. */
  webhookSecret(): Promise<string | undefined>;
  /** Tells the bridge that there is something of a kind, as Withings does, whether the bridge is subscribed or not. */
  notify(userid: number, appli: number): Promise<void>;
  /** A new subscriber, on the door that is always open. */
  watch(...filters: string[]): Promise<Subscriber>;
}

export async function home(options: HomeOptions = {}): Promise<Home> {
  const cloud = await testCloud({ people: options.people ?? [annaOf(), benOf()] });
  const broker = await startDoors();
  const dir = await folder();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const dataDir = join(dir, 'data');
  for (const [name, userid] of Object.entries(options.logins ?? ACCOUNTS)) {
    const reply = cloud.login(userid, options.scopes?.[name]);
    await keepLogin(dataDir, name, tokensOf(userid, reply, Date.now() + reply.expires_in * 1000));
  }
  return {
    ...{ cloud, broker, dataDir, address },
    async run(options = {}) {
      const { accounts = '  - name: anna\n  - name: ben', server = 'public', brokerUrl = broker.url } = options;
      const { page = '{ enabled: false }' } = options;
      const config = join(dir, 'config.yaml');
      const urls = `  api_url: ${cloud.url}\n  account_url: ${cloud.url}`;
      const publicUrl = server === 'private' ? '' : `, public_url: "${address}"`;
      await writeFile(
        config,
        `withings:\n  client_id: ${CLIENT.client_id}\n  client_secret: ${CLIENT.client_secret}\n${urls}\n` +
          `accounts:\n${accounts}\nmqtt: { url: "${brokerUrl}" }\npage: ${page}\n` +
          `server: { enabled: ${server !== 'off'}, port: ${port}${publicUrl} }\n`,
      );
      const before = Date.now();
      const program = withings2mqtt(['run', '-c', config], {
        ...(options.pauses !== 'long' && SHORT_PAUSES),
        ...options.env,
      });
      return {
        ...program,
        async synced(seen) {
          const ended = program.exit.then((code) => {
            throw new Error(`exited with ${code} before it had synced:\n${program.output()}`);
          });
          const info = seen.sees('withings/bridge/info', (payload) => {
            const { started, next_sync } = JSON.parse(payload);
            return Date.parse(started) >= before && next_sync !== null;
          });
          ended.catch(() => {});
          // What is set before goes out before the answer.
          await Promise.race([info.then(() => ask(seen, 'health_check')), ended]);
        },
      };
    },
    state: (account) => stateOf(dataDir, account),
    webhookSecret: () => settingOf(dataDir, 'webhook_secret'),
    async notify(userid, appli) {
      const body = new URLSearchParams({ userid: String(userid), appli: String(appli) });
      await fetch(`${address}/webhook/${await settingOf(dataDir, 'webhook_secret')}`, { method: 'POST', body });
    },
    watch: (...filters) => subscriber(broker.watchUrl, ...filters),
  };
}

/** Stops a bridge, in order. */
export async function stop(program: Program): Promise<void> {
  program.process.kill('SIGTERM');
  if ((await program.exit) !== 0) throw new Error(program.output());
}

let transactions = 0;

interface Answer {
  readonly status: string;
  readonly error?: string;
}

/** A connection that breaks takes the answer with it: whoever gets none asks again. */
const ASK_AGAIN_MILLISECONDS = 15_000;

async function ask(seen: Subscriber, command: string, account?: string): Promise<Answer> {
  const transaction = `t${++transactions}`;
  const request = JSON.stringify({ account, transaction });
  const topic = `withings/bridge/response/${command}`;
  const answer = seen.sees(
    topic,
    (payload) => payload.includes(`"${transaction}"`) && !payload.includes('is still under way'),
  );
  const publish = () => seen.client.publishAsync(`withings/bridge/request/${command}`, request);
  await publish();
  const again = setInterval(() => void publish().catch(() => {}), ASK_AGAIN_MILLISECONDS);
  return JSON.parse(await answer.finally(() => clearInterval(again)));
}

/** Asks how the bridge is: when it answers, what it had to say before has gone out. */
export function askHealth(seen: Subscriber): Promise<Answer> {
  return ask(seen, 'health_check');
}

/** Asks for a round of everything, of everybody or of one account; resolves with the answer when it is over. */
export function askRefresh(seen: Subscriber, account?: string): Promise<Answer> {
  return ask(seen, 'refresh', account);
}

/** The same, where all of it must come in. */
export async function refresh(seen: Subscriber, account?: string): Promise<void> {
  const answer = await askRefresh(seen, account);
  if (answer.status !== 'ok') throw new Error(JSON.stringify(answer));
}
