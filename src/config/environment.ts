import { z } from 'zod';
import { Problem, printable } from './config-error.js';
import { fileSchema } from './file-schema.js';
import { nearest, unknownKey } from './near.js';
import { type Given, readText, type Sources, typed } from './values.js';

const PREFIX = 'WITHINGS2MQTT_';
/** Read before there is a file: where it is, and who the program in the image is to be. */
const NO_KEYS = ['config', 'user'];

/** What `WITHINGS2MQTT_<SECTION>_<KEY>`, or that with `_FILE`, gives for a key outside the accounts. Empty: none. */
export function overrideOf(key: string, schema: z.core.$ZodType, sources: Sources): Given | undefined {
  if (schema instanceof z.ZodObject || key.startsWith('accounts')) return undefined;
  const plain = PREFIX + key.replace('.', '_').toUpperCase();
  const [variable, other] = [`${plain}_FILE`, plain].filter((name) => isOurs(name, sources) && sources.env[name]);
  if (variable === undefined) return undefined;
  const name = `${variable}: ${key}`;
  if (other !== undefined) return { name, problem: `${other} sets it, too; expected one of the two` };
  const text = sources.env[variable]!;
  return { name, ...(variable === plain ? { value: typed(text, schema) } : readValue(text, schema, sources)) };
}

/** Variables that are meant for this program, and are no key. */
export function misnamed(sources: Sources): Problem[] {
  const variables = Object.keys(sources.env).filter((variable) => isOurs(variable, sources));
  return variables.sort().flatMap((variable) => {
    const name = variable.slice(PREFIX.length).toLowerCase();
    const types = Object.entries<z.ZodType>(fileSchema.shape);
    const [start, type] = types.find(([key]) => `${name}_`.startsWith(`${key}_`)) ?? [];
    if (type instanceof z.ZodArray) {
      return new Problem('cannot be set by a variable; expected in the file', `${variable}: ${start}`);
    }
    const isSection = type instanceof z.ZodObject;
    if (start === undefined || (name === start && isSection)) {
      const meant = NO_KEYS.includes(name) ? undefined : meantBy(name);
      return meant === undefined ? [] : new Problem(`unknown key; did you mean ${meant}?`, variable);
    }
    if (name === start) return [];
    const above = isSection ? `${start}.` : '';
    const alone = types.filter(([, other]) => !(other instanceof z.ZodObject || other instanceof z.ZodArray));
    const known = type instanceof z.ZodObject ? Object.keys(type.shape) : alone.map(([key]) => key);
    const key = name.slice(above.length);
    const bare = key.replace(/_file$/, '');
    if (known.includes(bare)) return [];
    return new Problem(unknownKey(nearest(bare, known), known), `${variable}: ${above}${key}`);
  });
}

/**
 * The variable that was meant by one that begins with no section; undefined where it is like none, and for something else,
 * as the tag of an image.
 *
 * @param name what stands behind the prefix
 */
function meantBy(name: string): string | undefined {
  const keys = Object.entries<z.ZodType>(fileSchema.shape).flatMap(([key, type]) => {
    if (type instanceof z.ZodObject) return Object.keys(type.shape).map((below) => `${key}_${below}`);
    return type instanceof z.ZodArray ? [] : [key];
  });
  const bare = name.replace(/_file$/, '');
  // One word may be anything of somebody else's.
  const meant = nearest(bare, bare.includes('_') ? [...keys, ...NO_KEYS] : NO_KEYS);
  if (meant === undefined) return undefined;
  const whole = bare === name || NO_KEYS.includes(meant) ? meant : `${meant}_file`;
  return `${PREFIX}${whole.toUpperCase()}`;
}

/**
 * Meant for this program. Not so what Kubernetes gives every pod for each service: one named withings2mqtt-server
 * makes WITHINGS2MQTT_SERVER_SERVICE_HOST, WITHINGS2MQTT_SERVER_PORT=tcp://… and WITHINGS2MQTT_SERVER_PORT_8099_TCP.
 */
function isOurs(variable: string, { env }: Sources): boolean {
  if (!variable.startsWith(PREFIX) || variable !== variable.toUpperCase()) return false;
  if (/_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/.test(variable)) return false;
  return !(variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(env[variable] ?? ''));
}

/** What a file holds that has nothing but a value, without the end of its line: a secret of Docker or Kubernetes. */
function readValue(path: string, schema: z.core.$ZodType, sources: Sources): Omit<Given, 'name'> {
  // Only what is a path without doubt is shown: somebody may have put the secret itself there.
  const named = /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(path) ? ` ${printable(path)}` : '';
  const { text, code } = readText(path, sources);
  if (text === undefined) {
    const other = code === 'EISDIR' ? 'is a folder:' : `cannot read (${code})`;
    const why = code === 'ENOENT' ? 'there is no file' : other;
    return { problem: `${why}${named}; expected the path of a file that holds the value` };
  }
  const value = text.replace(/[\r\n]+$/, '');
  if (/[\0\uFFFD]/.test(value)) return { problem: `the file${named} is not UTF-8 text` };
  return value === '' ? { problem: `the file${named} is empty; expected the value` } : { value: typed(value, schema) };
}
