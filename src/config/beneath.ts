import { isNode } from 'yaml';
import { parseYaml } from './yaml.js';

/** A value from elsewhere. */
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

/**
 * Whether a text says something about a key of a section, or about a whole section.
 *
 * @throws ConfigError when it is no YAML
 */
export function says(text: string, file: string, ...path: readonly string[]): boolean {
  const doc = parseYaml(text, file);
  const value = isNode(doc.contents) ? doc.getIn(path) : undefined;
  return value !== undefined && value !== null;
}
