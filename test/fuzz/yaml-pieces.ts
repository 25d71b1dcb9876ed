// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of files.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify } from 'yaml';

/** Stands at every place of a file where a secret may stand. Never to be seen in a message. */
export const SECRET = 'geheim7391';

const example = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8')
  .replace('client_id:', 'client_id: my-id')
  .replace('client_secret:', `client_secret: ${SECRET}`)
  .replaceAll('change-me', SECRET);
/** The example as it is, with every key, and with all of it as one person may have it. */
const EXAMPLES = [example, example.replaceAll(/^( *)#(?=[a-z_]+: )/gm, '$1')];

/** Valid ones. */
const generated = fc
  .record({
    withings: fc.record({
      client_id: fc.constantFrom('my-id', '${ID}'),
      client_secret: fc.constantFrom(SECRET, '${SECRET}'),
      poll_interval: fc.constantFrom('90s', '10m', '1h'),
    }),
    accounts: fc.uniqueArray(fc.record({ name: fc.constantFrom('anna', 'ben', 'cleo', '__proto__') }), {
      ...{ minLength: 1, maxLength: 3 },
      selector: ({ name }) => name,
    }),
    mqtt: fc.record({ url: fc.constantFrom('embedded', 'mqtts://a:1'), password: fc.constant(SECRET), qos: fc.nat(2) }),
    server: fc.record({ enabled: fc.boolean(), port: fc.integer({ min: 1, max: 65_535 }) }),
  })
  .map((config) => stringify(config));

/** What is put into a file: some of it is YAML in the wrong place, some of it is none. */
const INSERTS = [
  ...['\t', '  ', ' ', '\n', '\r', '\r\n', '\u2028', '\u0085', '\u0000', '\u0007', '\u001b[31m', '\ufeff', '\ufffd'],
  ...[
    ': ',
    '- ',
    '? ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>',
    '|2-\n',
    "'",
    '"',
    '#',
    '%',
    '@',
    '`',
    '\\',
    '---\n',
    '...\n',
  ],
  ...['&a ', '*a', '*b', '&a *a', '<<: *a\n', '<<: [*a, *a]\n', '<<: 1\n', 'x: &a { <<: *a }\n', '&a [*a]'],
  ...['!secret ', '!secret no', '!secret', '!!binary ', '!!set ', '!!js/function ', '!x ', '!<tag:x> ', '%YAML 1.1\n'],
  ...['${X}', '${', '${NOT_SET}', '$${', '${ID} ${ID}', '${__proto__}', '~', 'null', '.nan', '-.inf', '0x1f', '1e999'],
  ...[
    'accounts:\n',
    'mqtt:\n',
    'mqtt: {}\n',
    'withings: *a\n',
    'password: x\n',
    'prot: 1\n',
    '__proto__: {}\n',
    '\ud800',
  ],
  'z'.repeat(100_000),
  `${'['.repeat(3000)}`,
  `${'- '.repeat(3000)}`,
  `${' '.repeat(5000)}x: 1\n`,
  bomb(12),
];

/** Each line holds nine times the one before it. */
function bomb(lines: number): string {
  const line = (index: number) => `  - &l${index + 1} [${Array.from({ length: 9 }, () => `*l${index}`).join(', ')}]\n`;
  return `bomb:\n  - &l0 x\n${Array.from({ length: lines }, (_, index) => line(index)).join('')}mqtt: *l${lines}\n`;
}

type Edit = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (text: string, part: number) => Math.floor(text.length * part);
const lineAt = (lines: readonly string[], part: number) => Math.min(Math.floor(lines.length * part), lines.length - 1);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(place, fc.constantFrom(...INSERTS)).map(
      ([part, piece]): Edit =>
        (text) =>
          text.slice(0, at(text, part)) + piece + text.slice(at(text, part)),
    ),
  },
  {
    weight: 3,
    // Behind the colon of a line, where values stand.
    arbitrary: fc.tuple(place, fc.constantFrom(...INSERTS), fc.boolean()).map(
      ([part, piece, keeps]): Edit =>
        (text) => {
          const lines = text.split('\n');
          const index = lineAt(lines, part);
          lines[index] = lines[index]!.replace(/^([^:]*:)(.*)$/, (_, key: string, rest: string) => {
            return `${key} ${piece}${keeps ? rest : ''}`;
          });
          return lines.join('\n');
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, fc.nat(8)).map(
      ([part, length]): Edit =>
        (text) =>
          text.slice(0, at(text, part)) + text.slice(at(text, part) + length),
    ),
  },
  {
    weight: 2,
    // A line twice, gone, or further to the right.
    arbitrary: fc.tuple(place, fc.constantFrom('twice', 'gone', 'moved', 'tab')).map(
      ([part, what]): Edit =>
        (text) => {
          const lines = text.split('\n');
          const index = lineAt(lines, part);
          const line = lines[index]!;
          const next = { twice: [line, line], gone: [], moved: [` ${line}`], tab: [`\t${line}`] }[what] ?? [];
          return [...lines.slice(0, index), ...next, ...lines.slice(index + 1)].join('\n');
        },
    ),
  },
  {
    weight: 1,
    arbitrary: place.map(
      (part): Edit =>
        (text) =>
          text.slice(0, at(text, part)),
    ),
  },
);

/** Texts of configuration files that are wrong in some way, or by chance are not. */
export const documents: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(fc.constantFrom(...EXAMPLES), generated), fc.array(edit, { minLength: 1, maxLength: 5 }))
  .map(([text, edits]) => edits.reduce((result, change) => change(result), text));

/** The same in bytes, also in encodings that nobody expects. */
export const files: fc.Arbitrary<Buffer> = fc
  .tuple(documents, fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'utf8', 'utf16le', 'latin1'))
  .map(([text, encoding]) => Buffer.from(text, encoding));
