import { hint } from './near.js';
import { label, type Path, type Problem } from './problem.js';
import type { Leaf, Section } from './shape.js';
import { type Environment, typed } from './values.js';

export interface Override {
  readonly variable: string;
  readonly path: Path;
  readonly value: string | number | boolean;
}

export interface Overrides {
  /** By the label of the path. */
  readonly values: ReadonlyMap<string, Override>;
  readonly problems: readonly Problem[];
}

const PREFIX = 'WITHINGS2MQTT_';

/** Reads `WITHINGS2MQTT_<SECTION>_<KEY>` and `WITHINGS2MQTT_DATA_DIR`. An empty variable counts as none. */
export function readOverrides(env: Environment, file: Section): Overrides {
  const values = new Map<string, Override>();
  const problems: Problem[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable];
    const target = text === undefined || isForeign(variable, text) ? 'ignored' : targetOf(variable, file);
    if (text === undefined || target === 'ignored') continue;
    if ('text' in target) problems.push(target);
    else if (text !== '')
      values.set(label(target.path), { variable, path: target.path, value: typed(text, target.leaf) });
  }
  return { values, problems };
}

function targetOf(variable: string, file: Section): 'ignored' | Problem | { path: Path; leaf: Leaf } {
  const name = variable.slice(PREFIX.length).toLowerCase();
  for (const [key, shape] of file.keys) {
    if (name !== key && !name.startsWith(`${key}_`)) continue;
    if (shape.kind === 'list') {
      return { at: variable, path: [key], text: 'cannot be set by a variable; expected in the file' };
    }
    if (shape.kind !== 'section') return name === key ? { path: [key], leaf: shape } : 'ignored';
    return name === key ? 'ignored' : targetIn(shape, key, name.slice(key.length + 1), variable);
  }
  return 'ignored';
}

function targetIn(section: Section, name: string, key: string, variable: string): Problem | { path: Path; leaf: Leaf } {
  const leaf = section.keys.get(key);
  const path = [name, key];
  if (leaf !== undefined && leaf.kind !== 'section' && leaf.kind !== 'list') return { path, leaf };
  return { at: variable, path, text: `unknown key${hint(key, [...section.keys.keys()])}` };
}

/**
 * Not meant for this program. Kubernetes gives every pod variables for each service: one named withings2mqtt-server
 * makes WITHINGS2MQTT_SERVER_SERVICE_HOST, WITHINGS2MQTT_SERVER_PORT=tcp://… and WITHINGS2MQTT_SERVER_PORT_8099_TCP.
 */
function isForeign(variable: string, text: string): boolean {
  if (!variable.startsWith(PREFIX) || variable !== variable.toUpperCase()) return true;
  if (/_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/.test(variable)) return true;
  return variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text);
}
