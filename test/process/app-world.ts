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

export const OPTIONS = {
  client_id: CLIENT.client_id,
  client_secret: CLIENT.client_secret,
  accounts: [{ name: 'anna', display_name: 'Anna' }],
  mqtt: {},
};

/** The house of an App: Home Assistant's Supervisor, its broker, a cloud, and the folder that the App finds at /data. */
export interface AppWorld {
  readonly supervisor: FakeSupervisor;
  readonly brokerUrl: string;
  readonly cloud: FaultyCloud;
  readonly dir: string;
  readonly pagePort: number;
  /** Of the App, whose ports and folder are the test's own. */
  readonly env: Record<string, string>;
  /** Saves other options in Home Assistant. */
  save(options: object): Promise<void>;
  /** As somebody has connected Anna. */
  authorize(): Promise<void>;
  run(args: readonly string[], env?: Record<string, string>): Program;
}

export async function appWorld(more: Partial<SupervisorOptions> = {}, options: object = OPTIONS): Promise<AppWorld> {
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  const anna = annaOf();
  // An hour that has just ended is left to Home Assistant for ten minutes.
  anna.measuregrps[1]!.date -= 7200;
  const cloud = await testCloud({ people: [anna] });
  const mqtt = { host: '127.0.0.1', port: Number(new URL(broker.url).port) };
  const supervisor = await startSupervisor({ mqtt, ...more });
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
    supervisor,
    brokerUrl: broker.url,
    cloud,
    dir,
    pagePort,
    env,
    save,
    authorize: () => keepLogin(dir, 'anna', tokensOf(ANNA, cloud.login(ANNA), 0)),
    run: (args, other = {}) => withings2mqtt(args, { ...env, ...other }),
  };
}
