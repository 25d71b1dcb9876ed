import { dirname, join } from 'node:path';
import { isMap, isScalar, type Scalar } from 'yaml';
import { z } from 'zod';
import { printable, Wrong } from './problem.js';
import { parseYaml, type Source } from './yaml.js';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;
const WHOLE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;
// biome-ignore lint/suspicious/noTemplateCurlyInString: the text is about this very syntax.
const NAMELESS = 'has a ${ without a name and a } after it; expected ${NAME}, or $${ for the two characters';

/** Where values come from that are not in the file itself. */
export interface Sources {
  readonly env: Environment;
  readonly secretOf: (name: string) => string;
}

/** The value of a scalar, with environment variables in place of `${NAME}`, and `${` in place of `$${`. */
export function fill({ tag, value, anchor }: Scalar, schema: z.core.$ZodType, { env, secretOf }: Sources): unknown {
  if (tag === '!secret') return typed(secretOf(String(value)), schema);
  if (value === null && anchor !== undefined) {
    throw new Wrong('is an anchor without a value; expected quotes if the text starts with &');
  }
  if (typeof value !== 'string') return value;
  const text = value.replaceAll(REFERENCE, (match, name = '') => {
    if (match === '$${') return '${';
    const found = Object.hasOwn(env, name) ? env[name] : undefined;
    if (found === undefined) throw new Wrong(name === '' ? NAMELESS : `environment variable ${name} is not set`);
    return found;
  });
  const isWhole = WHOLE.test(value);
  // Docker Compose hands an unset variable over as an empty one.
  if (text === '' && (isWhole || schema instanceof z.ZodOptional)) return undefined;
  return isWhole ? typed(text, schema) : text;
}

/** A text from outside the file as the type its key has; unchanged where it does not fit, for the schema to refuse. */
export function typed(text: string, schema: z.core.$ZodType): unknown {
  const type = bare(schema);
  if (text === '' && schema instanceof z.ZodOptional) return undefined;
  if (type instanceof z.ZodBoolean && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = type instanceof z.ZodNumber || type instanceof z.ZodLiteral;
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** The type behind a default. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

/**
 * Looks names up in `secrets.yaml` beside the config file; reads it when it is first needed, and once.
 * Gives the value as it is written there: text, whatever type YAML would see in it.
 */
export function createSecrets(file: string, readFile: ReadFile): (name: string) => string {
  const path = join(dirname(file), 'secrets.yaml');
  let source: Source | undefined;
  return (name) => {
    const shown = printable(name);
    if (name === '') throw new Wrong('!secret without a name; expected !secret and a key of secrets.yaml');
    try {
      source ??= parseYaml(readFile(path));
    } catch {
      throw new Wrong(`secret ${shown} is not known; there is no file ${path} to read`);
    }
    if ('problem' in source) {
      const { line, col } = source.lines.linePos(source.problem.at);
      throw new Wrong(`secret ${shown} is not known; ${path}:${line}:${col}: ${source.problem.text}`);
    }
    const { contents } = source.doc;
    const pairs = isMap(contents)
      ? contents.items.filter(({ key }) => isScalar(key) && String(key.value) === name)
      : [];
    const node = pairs[0]?.value;
    if (pairs.length === 0) throw new Wrong(`secret ${shown} is not in ${path}; expected a line with ${shown}: there`);
    if (pairs.length > 1) throw new Wrong(`secret ${shown} is in ${path} twice; expected one line`);
    if (!isScalar(node)) throw new Wrong(`secret ${shown} in ${path} is not a single value; expected text`);
    if (node.value === null) throw new Wrong(`secret ${shown} in ${path} has no value; expected text`);
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  };
}
