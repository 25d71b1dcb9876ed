import { hint } from './near.js';
import { label, type Path, type Problem } from './problem.js';
import type { Leaf, Section } from './shape.js';
import { readValue } from './value-file.js';
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

/** What a variable sets. */
interface Target {
  readonly path: Path;
  readonly leaf: Leaf;
  /** Its text is the path of a file that holds the value. */
  readonly byFile: boolean;
}

const PREFIX = 'WITHINGS2MQTT_';
/** As images for Docker have it, for secrets. A key that ends like this itself goes before. */
const FILE = '_file';

/**
 * Reads `WITHINGS2MQTT_<SECTION>_<KEY>` and `WITHINGS2MQTT_DATA_DIR`, and the same with `_FILE`. An empty variable counts
 * as none.
 */
export function readOverrides(env: Environment, file: Section, readFile: (path: string) => string): Overrides {
  const values = new Map<string, Override>();
  const problems: Problem[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable];
    const target = text === undefined || isForeign(variable, text) ? 'ignored' : targetOf(variable, file);
    if (text === undefined || target === 'ignored') continue;
    if ('text' in target) problems.push(target);
    else if (text !== '') {
      const { path, leaf } = target;
      const value = target.byFile ? readValue(text, readFile) : { value: text };
      const other = values.get(label(path))?.variable;
      if (other !== undefined)
        problems.push({ at: variable, path, text: `${other} sets it, too; expected one of the two` });
      else if ('problem' in value) problems.push({ at: variable, path, text: value.problem });
      else values.set(label(path), { variable, path, value: typed(value.value, leaf) });
    }
  }
  return { values, problems };
}

function targetOf(variable: string, file: Section): 'ignored' | Problem | Target {
  const name = variable.slice(PREFIX.length).toLowerCase();
  for (const [key, shape] of file.keys) {
    if (name !== key && !name.startsWith(`${key}_`)) continue;
    if (shape.kind === 'list') {
      return { at: variable, path: [key], text: 'cannot be set by a variable; expected in the file' };
    }
    if (shape.kind !== 'section') return leafOf(file, name, []) ?? 'ignored';
    return name === key ? 'ignored' : targetIn(shape, key, name.slice(key.length + 1), variable);
  }
  return 'ignored';
}

function targetIn(section: Section, name: string, key: string, variable: string): Problem | Target {
  const found = leafOf(section, key, [name]);
  if (found) return found;
  const word = key.endsWith(FILE) ? key.slice(0, -FILE.length) : key;
  return { at: variable, path: [name, key], text: `unknown key${hint(word, [...section.keys.keys()])}` };
}

function leafOf(section: Section, key: string, above: Path): Target | undefined {
  for (const byFile of [false, true]) {
    if (byFile && !key.endsWith(FILE)) break;
    const name = byFile ? key.slice(0, -FILE.length) : key;
    const leaf = section.keys.get(name);
    if (leaf !== undefined && leaf.kind !== 'section' && leaf.kind !== 'list') {
      return { path: [...above, name], leaf, byFile };
    }
  }
  return undefined;
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
