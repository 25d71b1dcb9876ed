import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Document } from 'yaml';
import { type Config, toConfig } from './config.js';
import { complaint } from './fields.js';
import { readOverrides } from './overrides.js';
import { ConfigError, label, type Problem } from './problem.js';
import { brokenRules, type FileConfig, fileSchema } from './schema.js';
import { isEmpty, TreeReader } from './tree.js';
import { createSecrets, type Environment, type ReadFile } from './values.js';
import { parseYaml } from './yaml.js';

const EXAMPLE = 'config.example.yaml';

/**
 * Reads a YAML config file, fills in `${ENV_NAME}`, `!secret key` and the `WITHINGS2MQTT_…` overrides, of which those with
 * `_FILE` name a file, and checks it.
 * `file` may be relative to the working folder. Throws `ConfigError`, and only that, for the first problem in the file.
 */
export function loadConfig(file: string, env: Environment, readFile: ReadFile = readUtf8): Config {
  const source = parseYaml(readSource(file, readFile));
  const outcome = 'problem' in source ? source.problem : read(source.doc, file, env, readFile);
  if ('accounts' in outcome) return toConfig(outcome, resolve(dirname(file)));
  const { at, path, text } = outcome;
  const words = [label(path), text].filter(Boolean).join(': ');
  if (typeof at === 'string') throw new ConfigError(`${at}: ${words}`, file);
  const { line, col } = source.lines.linePos(at);
  throw new ConfigError(`${file}:${line}:${col}: ${words}`, file, line, col);
}

function readUtf8(path: string): string {
  return readFileSync(path, 'utf8');
}

function readSource(file: string, readFile: ReadFile): string {
  try {
    return readFile(file).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const reasons = new Map([
      ['ENOENT', `no such file; copy ${EXAMPLE} to ${file} and fill it in`],
      ['EISDIR', 'is a folder; expected a file'],
      ...['EACCES', 'EPERM'].map((denied) => [denied, 'may not be read; expected permission to read it'] as const),
    ]);
    throw new ConfigError(`${file}: ${reasons.get(code) ?? `cannot be read (${code}); expected a file`}`, file);
  }
}

/** The file with everything filled in, or the first thing that is wrong by its place; the environment comes last. */
function read(doc: Document.Parsed, file: string, env: Environment, readFile: ReadFile): FileConfig | Problem {
  if (isEmpty(doc.contents)) {
    return { at: 0, path: [], text: `the file is empty; expected sections such as in ${EXAMPLE}` };
  }
  const overrides = readOverrides(env, readFile);
  const tree = new TreeReader(doc, { env, secretOf: createSecrets(file, readFile) }, overrides.values);
  const data = tree.read(fileSchema);
  const checked = fileSchema.safeParse(data, { reportInput: true });
  for (const issue of checked.error?.issues ?? []) tree.note(issue.path, (isGiven) => complaint(issue, isGiven));
  for (const { path, text } of brokenRules((data ?? {}) as Partial<FileConfig>)) tree.note(path, () => text);
  const order = ({ at }: Problem) => (typeof at === 'number' ? at : Number.MAX_SAFE_INTEGER);
  const [problem] = [...tree.problems, ...overrides.problems].sort((a, b) => order(a) - order(b));
  return problem ?? checked.data!;
}
