import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, toConfig } from './config.js';
import { ConfigError, type Problem } from './config-error.js';
import { misnamed } from './environment.js';
import { type FileConfig, fileSchema, sharedFileSchema } from './file-schema.js';
import { brokenRules } from './rules.js';
import { isPostgres } from './store-address.js';
import { isEmpty, TreeReader } from './tree.js';
import { readText, type Sources } from './values.js';
import { parseYaml } from './yaml.js';

export interface LoadOptions {
  /** For what the file does not say; with it the file may be empty. */
  readonly beneath?: Sources['beneath'];
  /** Whether the page stands behind Home Assistant's ingress, which lets nobody else in; default false. */
  readonly ingress?: boolean;
  /** Where the example is, for who has no file yet; default `config.example.yaml`. */
  readonly example?: string;
}

/**
 * Reads a YAML config file, fills in `${ENV_NAME}`, `!secret key` and the `WITHINGS2MQTT_…` overrides, and checks it.
 * `file` may be relative to the working folder. Throws `ConfigError`, and only that, for the first problem in the file;
 * those of the environment come last.
 */
export function loadConfig(
  file: string,
  env: Sources['env'],
  readFile: Sources['readFile'] = (path) => readFileSync(path, 'utf8'),
  { beneath, ingress = false, example = 'config.example.yaml' }: LoadOptions = {},
): Config {
  const sources = { file, env, readFile, ...(beneath && { beneath }) };
  const { text, code } = readText(file, sources);
  if (text === undefined) throw new ConfigError(`${file}: ${unreadable(code, file, example)}`, file);
  const doc = parseYaml(text, file);
  const empty = `the file is empty; expected sections such as in ${example}`;
  if (isEmpty(doc.contents) && !beneath) throw ConfigError.at(0, text, file, empty);
  const tree = new TreeReader(doc, sources);
  // What may be left out, and what it is then, depends on the store.
  const ahead = new TreeReader(doc, sources).read(fileSchema.pick({ store: true })) as Partial<FileConfig> | undefined;
  const data = tree.read(isPostgres(ahead?.store) ? sharedFileSchema : fileSchema) as FileConfig;
  for (const [key, words] of brokenRules(data, ingress)) tree.report(key, words);
  const order = ({ at }: Problem) => (typeof at === 'number' ? at : Number.MAX_SAFE_INTEGER);
  const [problem] = [...tree.problems, ...misnamed(sources)].sort((a, b) => order(a) - order(b));
  if (problem === undefined) return toConfig(data, resolve(dirname(file)));
  throw ConfigError.at(problem.at ?? 0, text, file, problem.message);
}

function unreadable(code: string | undefined, file: string, example: string): string {
  if (code === 'ENOENT') return `no such file; copy ${example} to ${file} and fill it in`;
  if (code === 'EISDIR') return 'is a folder; expected a file';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read; expected permission to read it';
  return `cannot be read (${code}); expected a file`;
}
