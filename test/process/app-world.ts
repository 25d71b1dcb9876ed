import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { ANNA, CLIENT, testCloud } from '../demo/helpers.js';
import { keepLogin, tokensOf } from '../stored.js';
import { freePort } from './port.js';
import { type FakeSupervisor, SUPERVISOR_TOKEN, type SupervisorOptions, startSupervisor } from './supervisor.js';
import { annaOf, folder, type Program, withings2mqtt } from './world.js';

/** The history is written at once, and not ten minutes later. */
export const SHORT_PAUSES = { NODE_OPTIONS: `--import=${new URL('./short-pauses.mjs', import.meta.url)}` };

export const OPTIONS = {
  client_id: CLIENT.client_id,
  client_secret: CLIENT.client_secret,
  accounts: [{ name: 'anna', display_name: 'Anna' }],
  mqtt: {},
};

/** An App of Home Assistant, with the folder that it finds at /data. */
export interface App {
  readonly supervisor: FakeSupervisor;
  readonly cloud: FaultyCloud;
  readonly dir: string;
  readonly pagePort: number;
  /** Of the App, whose ports and folder are the test's own. */
  readonly env: Record<string, string>;
  /** Saves other options in Home Assistant. */
  save(options: object): Promise<void>;
  /** As somebody has connected Anna. */
  authorize(userid?: number): Promise<void>;
  run(args: readonly string[], env?: Record<string, string>): Program;
}

/** Nothing of it runs yet. */
export async function installApp(
  cloud: FaultyCloud,
  supervised: SupervisorOptions,
  options: object = OPTIONS,
): Promise<App> {
  const supervisor = await startSupervisor(supervised);
  const [dir, pagePort, serverPort] = await Promise.all([folder(), freePort(), freePort()]);
  const env = {
    SUPERVISOR_TOKEN,
    SUPERVISOR_URL: supervisor.url,
    WITHINGS2MQTT_DATA_DIR: dir,
    WITHINGS2MQTT_PAGE_HOST: '127.0.0.1',
    WITHINGS2MQTT_PAGE_PORT: String(pagePort),
    WITHINGS2MQTT_SERVER_HOST: '127.0.0.1',
    WITHINGS2MQTT_SERVER_PORT: String(serverPort),
    WITHINGS2MQTT_WITHINGS_API_URL: cloud.url,
    WITHINGS2MQTT_WITHINGS_ACCOUNT_URL: cloud.url,
  };
  const save = (saved: object) => writeFile(join(dir, 'options.json'), JSON.stringify(saved));
  await save(options);
  return {
    ...{ supervisor, cloud, dir, pagePort, env, save },
    authorize: (userid = ANNA) => keepLogin(dir, 'anna', tokensOf(userid, cloud.login(userid), 0)),
    run: (args, other = {}) => withings2mqtt(args, { ...env, ...other }),
  };
}

/** An App in its house: a broker, and a cloud that knows Anna. */
export interface AppWorld extends App {
  readonly brokerUrl: string;
}

export async function appWorld(more: Partial<SupervisorOptions> = {}, options: object = OPTIONS): Promise<AppWorld> {
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  const anna = annaOf();
  // An hour that has just ended is left to Home Assistant for ten minutes.
  anna.measuregrps[1]!.date -= 7200;
  const cloud = await testCloud({ people: [anna] });
  const mqtt = { host: '127.0.0.1', port: Number(new URL(broker.url).port) };
  return { ...(await installApp(cloud, { mqtt, ...more }, options)), brokerUrl: broker.url };
}
