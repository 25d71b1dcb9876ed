import { dirname, join } from 'node:path';
import { isMap, isScalar } from 'yaml';
import { printable } from './problem.js';
import type { Config } from './types.js';
import type { Outcome } from './values.js';
import { type Broken, parseYaml, type Source } from './yaml.js';

/**
 * Looks names up in `secrets.yaml` beside the config file; reads it when it is first needed, and once.
 * Gives the value as it is written there: text, whatever type YAML would see in it.
 */
export function secretReader(file: string, readFile: (path: string) => string): (name: string) => Outcome<string> {
  const path = join(dirname(file), 'secrets.yaml');
  let secrets: Source | Broken | undefined;
  return (name) => {
    if (name === '') return { problem: '!secret without a name; expected !secret and a key of secrets.yaml' };
    try {
      secrets ??= parseYaml(readFile(path));
    } catch {
      return { problem: `secret ${printable(name)} is not known; there is no file ${path} to read` };
    }
    return find(secrets, name, path);
  };
}

function find(secrets: Source | Broken, name: string, path: string): Outcome<string> {
  const shown = printable(name);
  if (!('doc' in secrets)) {
    const { line, column } = secrets.position;
    return { problem: `secret ${shown} is not known; ${path}:${line}:${column}: ${secrets.text}` };
  }
  const root = secrets.doc.contents;
  const pairs = isMap(root) ? root.items.filter(({ key }) => isScalar(key) && String(key.value) === name) : [];
  const node = pairs[0]?.value;
  if (pairs.length === 0) return { problem: `secret ${shown} is not in ${path}; expected a line with ${shown}: there` };
  if (pairs.length > 1) return { problem: `secret ${shown} is in ${path} twice; expected one line` };
  if (!isScalar(node)) return { problem: `secret ${shown} in ${path} is not a single value; expected text` };
  if (node.value === null) return { problem: `secret ${shown} in ${path} has no value; expected text` };
  return { value: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)) };
}

/** Every value of a config that must not show in a log, an error, MQTT or on a page. */
export function secretsOf({ withings, mqtt, homeassistant }: Config): string[] {
  // A broker behind a web server may want its key in the address.
  const query = URL.canParse(mqtt.url) ? new URL(mqtt.url).search.slice(1) : '';
  return [withings.clientSecret, mqtt.password ?? '', homeassistant.token ?? '', query].filter(Boolean);
}
