import { z } from 'zod';
import { unknownKey } from './near.js';
import { label, type Path, type Problem, printable, Wrong } from './problem.js';
import { fileSchema } from './schema.js';
import type { Environment, ReadFile } from './values.js';

/** What the environment gives for a key. */
export interface Override {
  readonly variable: string;
  readonly text: () => string;
}

const PREFIX = 'WITHINGS2MQTT_';
/** Every key outside the accounts, by what follows the prefix. */
const KEYS = new Map(Object.entries(fileSchema.shape).flatMap(([key, type]) => keysOf(key, type)));

function keysOf(key: string, type: z.ZodType): [string, Path][] {
  if (type instanceof z.ZodObject) return Object.keys(type.shape).map((inner) => [`${key}_${inner}`, [key, inner]]);
  return type instanceof z.ZodArray ? [] : [[key, [key]]];
}

/**
 * Reads `WITHINGS2MQTT_<SECTION>_<KEY>` and `WITHINGS2MQTT_DATA_DIR`, and the same with `_FILE`, by the label of the key.
 * An empty variable counts as none.
 */
export function readOverrides(env: Environment, readFile: ReadFile) {
  const values = new Map<string, Override>();
  const problems: Problem[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable] ?? '';
    const name = variable.slice(PREFIX.length).toLowerCase();
    // A key that ends in `_file` itself goes before.
    const path = KEYS.get(name) ?? KEYS.get(name.replace(/_file$/, ''));
    if (isForeign(variable, text)) continue;
    if (path === undefined) problems.push(...misnamed(variable, name));
    if (path === undefined || text === '') continue;
    const other = values.get(label(path))?.variable;
    values.set(label(path), {
      variable,
      text: () => {
        if (other !== undefined) throw new Wrong(`${other} sets it, too; expected one of the two`);
        return KEYS.has(name) ? text : readValue(text, readFile);
      },
    });
  }
  return { values, problems };
}

/** Only what starts like a section was meant for this program. */
function misnamed(at: string, name: string): Problem[] {
  const [key = '', type] = Object.entries(fileSchema.shape).find(([key]) => `${name}_`.startsWith(`${key}_`)) ?? [];
  if (type instanceof z.ZodArray)
    return [{ at, path: [key], text: 'cannot be set by a variable; expected in the file' }];
  if (!(type instanceof z.ZodObject) || name === key) return [];
  const inner = name.slice(key.length + 1);
  return [{ at, path: [key, inner], text: unknownKey(inner.replace(/_file$/, ''), Object.keys(type.shape)) }];
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

/** The text of a file that holds nothing but a value, without the end of its line: a secret of Docker or Kubernetes. */
function readValue(path: string, readFile: ReadFile): string {
  // Only what is a path without doubt is shown: somebody may have put the secret itself there.
  const named = /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(path) ? ` ${printable(path)}` : '';
  let text: string;
  try {
    text = readFile(path).replaceAll(/^\uFEFF|[\r\n]+$/g, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const other = code === 'EISDIR' ? 'is a folder:' : `cannot read (${code})`;
    const why = code === 'ENOENT' ? 'there is no file' : other;
    throw new Wrong(`${why}${named}; expected the path of a file that holds the value`);
  }
  if (/[\0\uFFFD]/.test(text)) throw new Wrong(`the file${named} is not UTF-8 text`);
  if (text === '') throw new Wrong(`the file${named} is empty; expected the value`);
  return text;
}
