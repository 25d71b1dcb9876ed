import { z } from 'zod';
import { Problem, printable } from './config-error.js';
import { fileSchema } from './file-schema.js';
import { nearest, unknownKey } from './near.js';
import { readText, type Sources } from './values.js';

const PREFIX = 'WITHINGS2MQTT_';

/** What `WITHINGS2MQTT_<SECTION>_<KEY>`, or that with `_FILE`, gives for a key outside the accounts. Empty: none. */
export function overrideOf(key: string, sources: Sources) {
  if (key.startsWith('accounts')) return undefined;
  const plain = PREFIX + key.replace('.', '_').toUpperCase();
  const [variable, other] = [`${plain}_FILE`, plain].filter((name) => isOurs(name, sources) && sources.env[name]);
  if (variable === undefined) return undefined;
  if (other !== undefined) throw new Problem(`${other} sets it, too; expected one of the two`, variable);
  return { variable, text: variable === plain ? sources.env[variable]! : readValue(variable, sources) };
}

/** Variables that start like a section, which means this program, and are no key. */
export function misnamed(sources: Sources): Problem[] {
  const variables = Object.keys(sources.env).filter((variable) => isOurs(variable, sources));
  return variables.sort().flatMap((variable) => {
    const name = variable.slice(PREFIX.length).toLowerCase();
    const [section, type] = Object.entries(fileSchema.shape).find(([key]) => `${name}_`.startsWith(`${key}_`)) ?? [];
    if (type instanceof z.ZodArray) {
      return new Problem('cannot be set by a variable; expected in the file', variable, section);
    }
    if (section === undefined || name === section) return [];
    if (!(type instanceof z.ZodObject)) return isKey(name) ? [] : notAKey(variable, name);
    const key = name.slice(section!.length + 1);
    const known = Object.keys(type.shape);
    const bare = key.replace(/_file$/, '');
    if (known.includes(bare)) return [];
    return new Problem(unknownKey(nearest(bare, known), known), variable, `${section}.${key}`);
  });
}

/** A key that stands in no section. */
function isKey(name: string): boolean {
  return Object.hasOwn(fileSchema.shape, name.replace(/_file$/, ''));
}

function notAKey(variable: string, name: string): Problem {
  const known = Object.entries(fileSchema.shape).flatMap(([key, type]) => (type instanceof z.ZodObject ? [] : [key]));
  const plain = known.filter((key) => key !== 'accounts');
  return new Problem(unknownKey(nearest(name.replace(/_file$/, ''), plain), plain), variable, name);
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

/** The text of a file that holds nothing but a value, without the end of its line: a secret of Docker or Kubernetes. */
function readValue(variable: string, sources: Sources): string {
  const path = sources.env[variable]!;
  // Only what is a path without doubt is shown: somebody may have put the secret itself there.
  const named = /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(path) ? ` ${printable(path)}` : '';
  const text = readText(path, sources, (code) => {
    const other = code === 'EISDIR' ? 'is a folder:' : `cannot read (${code})`;
    const why = code === 'ENOENT' ? 'there is no file' : other;
    return new Problem(`${why}${named}; expected the path of a file that holds the value`, variable);
  }).replace(/[\r\n]+$/, '');
  if (/[\0\uFFFD]/.test(text)) throw new Problem(`the file${named} is not UTF-8 text`, variable);
  if (text === '') throw new Problem(`the file${named} is empty; expected the value`, variable);
  return text;
}
