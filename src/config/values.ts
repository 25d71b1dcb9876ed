import { dirname, join } from 'node:path';
import { type Document, isMap, isScalar, type Scalar } from 'yaml';
import { z } from 'zod';
import type { Beneath } from './beneath.js';
import { ConfigError, Problem, printable } from './config-error.js';
import { parseYaml } from './yaml.js';

/** What values are taken from: the config file (for what stands beside it), the environment, and other files. */
export interface Sources {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  /** For what the file does not say. */
  readonly beneath?: Beneath;
}

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;
// biome-ignore lint/suspicious/noTemplateCurlyInString: the text is about this very syntax.
const NAMELESS = 'has a ${ without a name and a } after it; expected ${NAME}, or $${ for the two characters';

/** The text of a file without its byte order mark; `errorOf` says what it means that there is none. */
export function readText(path: string, { readFile }: Sources, errorOf: (code: string) => Error): string {
  try {
    return readFile(path).replace(/^\uFEFF/, '');
  } catch (error) {
    throw errorOf(error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason');
  }
}

/** The value of a scalar, with environment variables in place of `${NAME}`, and `${` in place of `$${`. */
export function fill({ tag, value, anchor }: Scalar, schema: z.core.$ZodType, sources: Sources): unknown {
  if (tag === '!secret') return typed(secretOf(String(value), sources), schema);
  if (value === null && anchor !== undefined) {
    throw new Problem('is an anchor without a value; expected quotes if the text starts with &');
  }
  if (typeof value !== 'string') return value;
  const text = value.replaceAll(REFERENCE, (match, name = '') => {
    if (match === '$${') return '${';
    const found = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
    if (found === undefined) throw new Problem(name === '' ? NAMELESS : `environment variable ${name} is not set`);
    return found;
  });
  const isReference = /^\$\{\w+\}$/.test(value);
  // Docker Compose hands an unset variable over as an empty one.
  if (isReference && text === '') return undefined;
  return isReference ? typed(text, schema) : text;
}

/** A text from outside the file as the type its key has; unchanged where it does not fit, for the schema to refuse. */
export function typed(text: string, schema: z.core.$ZodType): unknown {
  const type = bare(schema);
  if (type instanceof z.ZodBoolean && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = type instanceof z.ZodNumber || type instanceof z.ZodLiteral;
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** The type behind a default. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

/** What `secrets.yaml` beside the config file has for a name: the text as it is written, whatever YAML sees in it. */
function secretOf(name: string, { file, readFile }: Sources): string {
  const path = join(dirname(file), 'secrets.yaml');
  const shown = printable(name);
  if (name === '') throw new Problem('!secret without a name; expected !secret and a key of secrets.yaml');
  let doc: Document.Parsed;
  try {
    doc = parseYaml(readFile(path), path);
  } catch (error) {
    const why = error instanceof ConfigError ? error.message : `there is no file ${path} to read`;
    throw new Problem(`secret ${shown} is not known; ${why}`);
  }
  const pairs = isMap(doc.contents) ? doc.contents.items : [];
  const [pair, other] = pairs.filter(({ key }) => isScalar(key) && String(key.value) === name);
  if (!pair) throw new Problem(`secret ${shown} is not in ${path}; expected a line with ${shown}: there`);
  if (other) throw new Problem(`secret ${shown} is in ${path} twice; expected one line`);
  if (!isScalar(pair.value)) throw new Problem(`secret ${shown} in ${path} is not a single value; expected text`);
  const { value, source } = pair.value;
  if (value === null) throw new Problem(`secret ${shown} in ${path} has no value; expected text`);
  return typeof value === 'string' ? value : (source ?? String(value));
}
