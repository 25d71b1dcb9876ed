import { readFileSync } from 'node:fs';
import { ConfigError, loadConfig, parseYaml } from '../../config/index.js';
import type { CommandSettings, SettingsTools } from '../command-settings.js';
import { optionsFile } from '../config-file.js';
import { readAppOptions } from './app-options.js';
import { beneathApp } from './beneath-app.js';
import { askForBroker, type MqttAnswer } from './supervisor.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What holds in the App whatever a file says: its doors, of which Home Assistant knows, and its folder, which is backed up. */
const HOUSE = {
  WITHINGS2MQTT_DATA_DIR: '/data',
  WITHINGS2MQTT_PAGE_ENABLED: 'true',
  WITHINGS2MQTT_PAGE_HOST: '0.0.0.0',
  WITHINGS2MQTT_PAGE_PORT: '8098',
  WITHINGS2MQTT_SERVER_ENABLED: 'true',
  WITHINGS2MQTT_SERVER_HOST: '0.0.0.0',
  WITHINGS2MQTT_SERVER_PORT: '8099',
};

/**
 * The configuration of the App: the options of Home Assistant, below a config file where there is one. The broker is the
 * one of the options or the file, or else Home Assistant's.
 *
 * @param file need not be there
 * @param tools to ask the Supervisor; without them it is not asked
 * @throws ConfigError
 */
export async function loadAppSettings(file: string, env: Environment, tools?: SettingsTools): Promise<CommandSettings> {
  const from = optionsFile(env);
  const options = readAppOptions(readOptions(from), from);
  const text = readIfThere(file);
  const own = parseYaml(text ?? '', file);
  const says = (...path: readonly string[]) => (own.getIn(path) ?? null) !== null;
  const said = { accounts: says('accounts'), broker: Boolean(env.WITHINGS2MQTT_MQTT_URL) || says('mqtt', 'url') };
  const supervisor = { url: env.SUPERVISOR_URL || 'http://supervisor', token: env.SUPERVISOR_TOKEN ?? '' };
  const isAsked = tools && !said.broker && options.mqtt?.url === undefined;
  const readFile = (path: string) => (path === file ? (text ?? '') : readFileSync(path, 'utf8'));
  const load = (broker?: MqttAnswer) => {
    const beneath = beneathApp(options, said, supervisor, broker);
    return loadConfig(file, { ...HOUSE, ...env }, readFile, { beneath, ingress: true });
  };
  const alone = load();
  // What is wrong anyway is said before anybody is waited for.
  const config = isAsked ? load(await askForBroker(supervisor, tools)) : alone;
  const source = text === undefined ? 'the options of the App' : `${file}, and the options of the App`;
  return { config, source, inApp: true };
}

/** @throws ConfigError */
function readOptions(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read (${codeOf(error)}); it must belong to the user of the App`, file);
  }
}

/** @throws ConfigError */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new ConfigError(`${file}: cannot be read (${codeOf(error)}); expected a file that everybody may read`, file);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
