import type { Path } from './problem.js';
import { fileSchema } from './schema.js';

export interface Issue {
  readonly path: Path;
  readonly text: string;
}

/** Rules between keys. They look at raw data, so that they are checked whatever else is wrong with the file. */
export function relationIssues(data: unknown): Issue[] {
  return [...repeatedNames(at(data, 'accounts')), ...sharedTopic(data), ...unreachable(at(data, 'homeassistant'))];
}

function repeatedNames(accounts: unknown): Issue[] {
  const names = Array.isArray(accounts) ? accounts.map((account) => at(account, 'name')) : [];
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === index) return [];
    return [{ path: ['accounts', index, 'name'], text: `duplicate name, as accounts[${first}]; expected another one` }];
  });
}

function sharedTopic(data: unknown): Issue[] {
  const { mqtt, homeassistant } = fileSchema.shape;
  const base = mqtt.shape.base_topic.safeParse(at(at(data, 'mqtt'), 'base_topic')).data;
  const given = at(at(data, 'homeassistant'), 'discovery_prefix');
  const prefix = homeassistant.shape.discovery_prefix.safeParse(given).data;
  if (base === undefined || base !== prefix) return [];
  const text = (other: string) => `is the same topic as ${other}; expected two different ones`;
  if (at(at(data, 'mqtt'), 'base_topic') === undefined) {
    return [{ path: ['homeassistant', 'discovery_prefix'], text: text('mqtt.base_topic') }];
  }
  return [{ path: ['mqtt', 'base_topic'], text: text('homeassistant.discovery_prefix') }];
}

function unreachable(homeassistant: unknown): Issue[] {
  const isMissing = (key: string) => [undefined, null].includes(at(homeassistant, key) as undefined | null);
  if (at(homeassistant, 'import_history') !== true || !(isMissing('url') || isMissing('token'))) return [];
  return [{ path: ['homeassistant', 'import_history'], text: 'needs homeassistant.url and homeassistant.token' }];
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
