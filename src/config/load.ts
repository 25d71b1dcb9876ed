import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isScalar, type Node } from 'yaml';
import { ConfigError, type Position } from './error.js';
import { readOverrides } from './overrides.js';
import { firstOf, label, type Problem } from './problem.js';
import { toConfig } from './resolve.js';
import { fileSchema } from './schema.js';
import { secretReader } from './secrets.js';
import { sectionOf } from './shape.js';
import { readTree } from './tree.js';
import type { Config } from './types.js';
import { validate } from './validate.js';
import type { Environment } from './values.js';
import { parseYaml, type Source } from './yaml.js';

const EXAMPLE = 'config.example.yaml';

/**
 * Reads a YAML config file, fills in `${ENV_NAME}`, `!secret key` and the `WITHINGS2MQTT_…` overrides, of which those with
 * `_FILE` name a file, and checks it.
 * `file` may be relative to the working folder. Throws `ConfigError`, and only that, for the first problem in the file.
 */
export function loadConfig(file: string, env: Environment, readFile: (path: string) => string = readUtf8): Config {
  const text = readSource(file, readFile);
  const { doc, root, positionOf } = parse(file, text);
  const section = sectionOf(fileSchema);
  const overrides = readOverrides(env, section, readFile);
  const tree = readTree(root, section, {
    text,
    env,
    secret: secretReader(file, readFile),
    resolve: (alias) => alias.resolve(doc),
    overridden: overrides.values,
  });
  const checked = validate(tree, section, overrides.values);
  const problem = firstOf([...checked.problems, ...overrides.problems]);
  if (problem === undefined && checked.config !== undefined) return toConfig(checked.config, resolve(dirname(file)));
  throw errorOf(problem ?? { at: 0, path: [], text: 'not valid' }, file, positionOf);
}

function readUtf8(path: string): string {
  return readFileSync(path, 'utf8');
}

function readSource(file: string, readFile: (path: string) => string): string {
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ConfigError(`${file}: ${unreadable(code, file)}`, file);
  }
  const wrong = text.search(/[\0\uFFFD]/);
  if (wrong !== -1) throw lineError(file, placeIn(text, wrong), 'is not UTF-8 text; expected a text file in UTF-8');
  return text.replace(/^\uFEFF/, '');
}

function placeIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

function unreadable(code: string, file: string): string {
  if (code === 'ENOENT') return `no such file; copy ${EXAMPLE} to ${file} and fill it in`;
  if (code === 'EISDIR') return 'is a folder; expected a file';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read; expected permission to read it';
  return `cannot be read (${code}); expected a file`;
}

function parse(file: string, text: string): Source & { readonly root: Node } {
  const parsed = parseYaml(text);
  if (!('doc' in parsed)) throw lineError(file, parsed.position, parsed.text);
  const root = parsed.doc.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    throw lineError(file, { line: 1, column: 1 }, `the file is empty; expected sections such as in ${EXAMPLE}`);
  }
  return { ...parsed, root };
}

function errorOf({ at, path, text }: Problem, file: string, positionOf: Source['positionOf']): ConfigError {
  const where = label(path);
  const words = where === '' ? text : `${where}: ${text}`;
  return typeof at === 'string' ? new ConfigError(`${at}: ${words}`, file) : lineError(file, positionOf(at), words);
}

function lineError(file: string, position: Position, text: string): ConfigError {
  return new ConfigError(`${file}:${position.line}:${position.column}: ${text}`, file, position);
}
