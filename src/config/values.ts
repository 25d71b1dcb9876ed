import { dirname, join } from 'node:path';
import { type Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import { z } from 'zod';
import { ConfigError, Problem, printable } from './config-error.js';
import { parseYaml } from './yaml.js';

/** A value from elsewhere than the config file. */
export interface Given {
  /** What an error calls it, such as `option client_id`. */
  readonly name: string;
  /** Of the type that the key has; undefined: none, where there should be one. */
  readonly value?: unknown;
  /** Why there is none, and what to do. */
  readonly problem?: string;
}

/**
 * What lies beneath a config file, by its keys (`mqtt.url`, `accounts`, `accounts[0].name`): it counts where the file and
 * the environment say nothing. A list counts as a whole.
 */
export type Beneath = ReadonlyMap<string, Given>;

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

/** The text of a file without its byte order mark, or the code of the error that it leads to. */
export function readText(path: string, { readFile }: Sources): { readonly text?: string; readonly code?: string } {
  try {
    return { text: readFile(path).replace(/^\uFEFF/, '') };
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason' };
  }
}

/** The value of a scalar, with environment variables in place of `${NAME}`, and `${` in place of `$${`. */
export function fill(node: Node | null, schema: z.core.$ZodType, sources: Sources): unknown {
  if (!isScalar(node)) return isSeq(node) ? [] : isMap(node) ? {} : undefined;
  const { tag, value, anchor } = node;
  if (tag === '!secret') return typed(secretOf(String(value), sources), schema);
  if (value === null && anchor !== undefined) {
    throw new Problem('is an anchor without a value; expected quotes if the text starts with &');
  }
  if (typeof value !== 'string') return value ?? undefined;
  const text = value.replaceAll(REFERENCE, (match, name = '') => {
    if (match === '$${') return '${';
    const found = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
    if (found === undefined) throw new Problem(name === '' ? NAMELESS : `environment variable ${name} is not set`);
    return found;
  });
  if (!/^\$\{\w+\}$/.test(value)) return text;
  // Docker Compose hands an unset variable over as an empty one.
  return text === '' ? undefined : typed(text, schema);
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
