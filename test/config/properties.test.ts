// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ConfigError } from '../../src/config/index.js';
import { editorAccepts, load, REQUIRED } from './support.js';

const RUNS = { numRuns: 2000 };
const TIMEOUT = 60_000;
const SECRET = 'geheim';

/** `ok`, or the message; anything but a ConfigError goes through. */
function outcome(yaml: string, env: Readonly<Record<string, string>> = {}): string {
  try {
    load(yaml, env, 'known: x\nbroken: [1]\n');
    return 'ok';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const keys = [
  'withings',
  'accounts',
  'mqtt',
  'log',
  'client_id',
  'client_secret',
  'name',
  'units',
  'url',
  'port',
  'qos',
];
const values = ['a', '1', 'true', '~', '""', '[1, x]', '{ a: b }', '${X}', '${', '!secret known', '!secret no', '!x y'];
const marks = [
  '- ',
  ': ',
  '\n',
  '\n  ',
  '\n\t',
  '&a ',
  '*a',
  '<<: ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '|',
  '>',
  '"',
  "'",
  '#',
  '?',
];
const rare = [
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '\r\n',
  '\u2028',
  '\u0007',
  '!!binary ',
  '!!set ',
  '__proto__',
  '@',
  '`',
  '\\',
];

const pieces = fc.array(fc.constantFrom(...keys, ...values, ...marks, ...rare), { maxLength: 40 });

/** Trees of the right keys with values of every kind, at the right depth or not. */
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom('anna', '${X}', '10m', 'mqtt://a', '', null, true, [1, 10]),
    fc.integer(),
    fc.double(),
  ),
  map: fc.dictionary(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.string() }),
    tie('tree'),
    { maxKeys: 5 },
  ),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('map'), tie('list')),
}));

describe('any text', () => {
  it(
    'loads, or leads to a ConfigError of one line',
    () => {
      const texts = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        pieces.map((parts) => parts.join('')),
        pieces.map((parts) => `${REQUIRED}${parts.join('')}`),
        tree.map((value) => stringify(value)),
        tree.map((value) => `${REQUIRED}${stringify({ mqtt: value })}`),
        tree.map((value) => JSON.stringify({ withings: value, accounts: value, server: value })),
      );

      fc.assert(
        fc.property(texts, (text) => {
          expect(outcome(text, { X: 'x' })).toMatch(/^(ok|config\.yaml:(\d+:\d+:)? \P{C}+)$/u);
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );

  it(
    'never shows a secret',
    () => {
      // Without a colon: what stands before one is a key, and keys are shown.
      const around = fc.array(fc.constantFrom(...[...values, ...marks, ' ', 'a'].filter((part) => !/: $/.test(part))), {
        maxLength: 6,
      });
      const places = fc.constantFrom('mqtt:\n  password: ', 'withings:\n  client_secret: ', 'homeassistant: { token: ');

      fc.assert(
        fc.property(places, around, around, (place, before, after) => {
          const value = [...before, SECRET, ...after].join('').replaceAll(/\s/g, ' ');
          const message = outcome(`${place}${value}`);

          // Names of secrets and of variables are no secrets.
          expect(message.replaceAll(/(secret|environment variable) \S+/g, '')).not.toContain(SECRET);
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );

  it(
    'is accepted by the JSON Schema when the loader accepts it',
    () => {
      const section = (entries: Readonly<Record<string, readonly unknown[]>>) =>
        fc.record(
          Object.fromEntries(Object.entries(entries).map(([key, choices]) => [key, fc.constantFrom(...choices)])),
          { requiredKeys: [] },
        );
      const files = fc.record(
        {
          mqtt: section({
            url: ['embedded', 'MQTT://a', 'ws://a', '${X}', null],
            qos: [0, 3, '1'],
            username: ['', null, 1],
            base_topic: ['a', '${X}', 'a/'],
          }),
          server: section({
            port: [1, 0, null, '${X}'],
            public_url: ['', 'http://localhost', 'https://a', 'http://a'],
            enabled: [true, 'true', null],
          }),
          homeassistant: fc.oneof(fc.constant(null), section({ url: ['', 'http://a', 'HTTP://a'], token: ['', 't'] })),
          data_dir: fc.constantFrom('', 'a', null, 1),
        },
        { requiredKeys: [] },
      );

      fc.assert(
        fc.property(files, (file) => {
          const text = `${REQUIRED}${Object.keys(file).length === 0 ? '' : stringify(file)}`;
          fc.pre(outcome(text, { X: '1' }) === 'ok');

          expect(editorAccepts(parse(text))).toBe(true);
        }),
        { numRuns: 300 },
      );
    },
    TIMEOUT,
  );
});
