// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax under test.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { editorAccepts, JSON_SCHEMA, load, REQUIRED } from './support.js';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const accepts = (yaml: string) => editorAccepts(parse(yaml));

describe('config.schema.json', () => {
  it('is what the schema gives', () => {
    expect(JSON.parse(read('config.schema.json'))).toEqual(JSON_SCHEMA);
  });
});

describe('the JSON Schema', () => {
  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (schema: z.core.JSONSchema.BaseSchema, path: string) => {
      for (const [key, inner] of Object.entries(schema.properties ?? {})) {
        const { description, ...rest } = inner as z.core.JSONSchema.BaseSchema;
        if (description === undefined) undescribed.push(`${path}${key}`);
        visit(rest, `${path}${key}.`);
      }
      if (schema.items !== undefined) visit(schema.items as z.core.JSONSchema.BaseSchema, path);
    };

    visit(JSON_SCHEMA, '');

    expect(undescribed).toEqual([]);
  });

  it.each([
    ['the required keys', REQUIRED],
    ['the example', read('config.example.yaml')],
    ['the example, uncommented', read('config.example.yaml').replaceAll(/^( *)#(?=[a-z_]+:)/gm, '$1')],
    [
      'keys without a value',
      `${REQUIRED}mqtt: { url: , qos: , username: }\nserver:\nhomeassistant: { url: , token: "" }`,
    ],
    ['keys left to the environment', 'accounts:\n  - name: anna\n'],
    ['an empty URL', `${REQUIRED}server: { public_url: "" }`],
    ['embedded', `${REQUIRED}mqtt: { url: embedded }`],
    ['no accounts beside a store for many', 'withings: { client_id: a }\nstore: postgres://db/withings'],
    ['an empty list of them there', 'accounts: []\nstore: postgresql://me:%40@[::1]:5432/withings?sslmode=require'],
    ['no value there', 'accounts:\nstore: "postgres:///withings?host=/run/postgresql"'],
  ])('accepts %s', (_, yaml) => {
    expect(accepts(yaml)).toBe(true);
  });

  it('accepts references wherever the loader does', () => {
    const yaml = `
withings: { client_id: "\${X}", client_secret: "\${X}", api_url: "\${U}", redirect_uri: "http://\${X}/", poll_interval: "\${T}" }
accounts: [{ name: "\${X}", units: "\${UNITS}", ignore_attributions: ["\${N}"] }]
mqtt: { url: "\${M}", base_topic: "a/\${X}", protocol_version: "\${N}", qos: "\${ONE}", reject_unauthorized: "\${B}" }
homeassistant: { enabled: "\${B}", url: "\${U}" }
server: { port: "\${N}", public_url: "\${U}" }
log: { level: "\${L}" }
`;
    const env = { X: 'x', U: 'https://x', T: '5m', UNITS: 'us', N: '4', M: 'mqtt://x', ONE: '1', B: 'true', L: 'info' };

    expect(load(yaml, env).server.port).toBe(4);
    expect(accepts(yaml)).toBe(true);
  });

  it.each([
    ['an unknown key', `${REQUIRED}mqtt: { prot: 1 }`],
    ['an unknown section', `${REQUIRED}mqt: {}`],
    ['no accounts', 'withings: { client_id: a, client_secret: b }'],
    ['an empty list of accounts', 'accounts: []'],
    ['another store', `${REQUIRED}store: mysql://db/withings`],
    ['a password that makes another address', `${REQUIRED}store: postgres://me:a/b@db/withings`],
    ['too few calls', `${REQUIRED.replace('accounts', '  calls_per_minute: 0\naccounts')}`],
    ['an account without a name', 'accounts: [{ units: us }]'],
    ['text for a number', `${REQUIRED}server: { port: many }`],
    ['a port out of range', `${REQUIRED}server: { port: 70000 }`],
    ['a wrong word', `${REQUIRED}log: { level: loud }`],
    ['a wrong scheme', `${REQUIRED}mqtt: { url: "http://broker" }`],
    ['a wrong duration', `${REQUIRED.replace('accounts', '  poll_interval: 10\naccounts')}`],
    ['a wildcard', `${REQUIRED}mqtt: { base_topic: a/+ }`],
  ])('refuses %s', (_, yaml) => {
    expect(accepts(yaml)).toBe(false);
  });
});
