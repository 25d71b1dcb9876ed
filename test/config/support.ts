import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import { configJsonSchema } from '../../scripts/json-schema.mjs';
import { fileSchema } from '../../src/config/file-schema.js';
import { type Config, ConfigError, loadConfig } from '../../src/config/index.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** A file with nothing but what is required: five lines, so that an appended line is the sixth. */
export const REQUIRED = `withings:
  client_id: my-id
  client_secret: my-secret
accounts:
  - name: anna
`;

export const EXAMPLE = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8');

/** What config.schema.json should hold. */
export const JSON_SCHEMA = configJsonSchema(fileSchema, EXAMPLE) as z.core.JSONSchema.JSONSchema;

/** Whether an editor takes a file; of the ways to have people, which zod does not read, one is enough. */
export const editorAccepts: (value: unknown) => boolean = (() => {
  const { anyOf = [], ...all } = JSON_SCHEMA;
  const whole = z.fromJSONSchema(all);
  const ways = anyOf.map((way) => z.fromJSONSchema({ type: 'object', ...(way as z.core.JSONSchema.JSONSchema) }));
  return (value) => whole.safeParse(value).success && ways.some((way) => way.safeParse(value).success);
})();

/** Loads a text as `config.yaml`, with another one as `secrets.yaml` beside it. */
export function load(yaml: string, env: Env = {}, secrets?: string): Config {
  const files = new Map([['config.yaml', yaml]]);
  if (secrets !== undefined) files.set('secrets.yaml', secrets);
  return loadConfig('config.yaml', env, (path) => {
    const text = files.get(path);
    if (text === undefined) throw Object.assign(new Error('not there'), { code: 'ENOENT' });
    return text;
  });
}

/** The error a text leads to. */
export function failure(yaml: string, env: Env = {}, secrets?: string): ConfigError {
  try {
    load(yaml, env, secrets);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError');
}

/** What is wrong, the file, and the message behind `config.yaml:`. */
export type Case = readonly [what: string, yaml: string, expected: string];

/** Expects the whole message line of a case, and the same position in the fields of the error. */
export function fails(_what: string, yaml: string, expected: string): void {
  const error = failure(yaml);

  expect(error.message).toBe(`config.yaml:${expected}`);
  expect(error.message.startsWith(`${error.file}:${error.line}:${error.column}: `)).toBe(true);
}

/** The required five lines and some more. */
export function added(lines: string): string {
  return `${REQUIRED}${lines}\n`;
}

/** A file with these lines in its first section. */
export function withings(lines: string): string {
  return `withings:\n${lines}accounts:\n  - name: anna\n`;
}

/** A file with a complete first line and these lines below it. */
export function accounts(lines: string): string {
  return `withings: { client_id: a, client_secret: b }\n${lines}`;
}

/** A file with this poll interval in line 4. */
export function poll(value: string): string {
  return withings(`  client_id: a\n  client_secret: b\n  poll_interval: ${value}\n`);
}
