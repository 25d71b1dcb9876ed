import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the Supervisor puts the folder that people reach, for a whole configuration. */
const APP_FILE = '/config/config.yaml';

/** Of a command that is told none. */
export function defaultConfigFile(env: Environment): string {
  return isApp(env) ? APP_FILE : env.WITHINGS2MQTT_CONFIG || 'config.yaml';
}

const EXAMPLE = 'config.example.yaml';

/** The commented example: of the folder where one works, else of the package. */
export function exampleFile(exists: (path: string) => boolean = isThere): string {
  if (exists(EXAMPLE)) return EXAMPLE;
  const packaged = fileURLToPath(new URL(`../../${EXAMPLE}`, import.meta.url));
  return exists(packaged) ? packaged : EXAMPLE;
}

/** Whether this runs as an App of Home Assistant: the Supervisor has given it a token, and what a person has set. */
export function isApp(env: Environment): boolean {
  return Boolean(env.SUPERVISOR_TOKEN) && isThere(optionsFile(env));
}

/** Also where this user may not look at it: what is wrong then is said by whoever reads it. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** What a person has set in Home Assistant, as the Supervisor hands it over. */
export function optionsFile(env: Environment): string {
  return join(env.WITHINGS2MQTT_DATA_DIR || '/data', 'options.json');
}
