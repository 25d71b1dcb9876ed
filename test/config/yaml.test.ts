import { describe, expect, it } from 'vitest';
import { accounts, added, type Case, fails, failure } from './support.js';

const CLIENT_ID = 'the client id of your Withings application';
const SECTIONS = 'sections such as withings: and accounts:';

describe('the whole file', () => {
  it.each<Case>([
    ['empty', '', '1:1: the file is empty; expected sections such as in config.example.yaml'],
    ['comments only', '# hello\n', '1:1: the file is empty; expected sections such as in config.example.yaml'],
    ['null', '~', '1:1: the file is empty; expected sections such as in config.example.yaml'],
    ['a list', '- a\n', `1:1: is a list; expected ${SECTIONS}`],
    ['a word', 'hello\n', `1:1: is text; expected ${SECTIONS}`],
    ['a number', '5\n', `1:1: is a number; expected ${SECTIONS}`],
    ['an empty map', '{}', `1:1: withings.client_id: missing required key; expected ${CLIENT_ID}`],
    ['far too deep', '['.repeat(100_000), '1:1: nested too deeply for a config file'],
  ])('%s', fails);
});

describe('broken YAML', () => {
  it.each<Case>([
    ['a tab', added('mqtt:\n\tqos: 1'), '7:1: not valid YAML: a tab at the start of a line; expected spaces'],
    [
      'wrong indentation',
      added('mqtt:\n  qos: 1\n url: x'),
      '8:1: not valid YAML: wrong indentation; expected as many spaces as the lines around it have',
    ],
    [
      'no space after the colon',
      added('mqtt:\n  qos:1\n  keepalive: 1'),
      '7:3: not valid YAML: a line without ": "; expected key: value, with a space after the colon',
    ],
    [
      'two colons',
      added('mqtt:\n  password: geheim: x'),
      '7:13: not valid YAML: a second ": " on the line; expected one, or the text in quotes',
    ],
    [
      'an open quote',
      added('mqtt:\n  password: "geheim'),
      '8:1: not valid YAML: a quote is not closed; expected the same quote at the end of the text',
    ],
    [
      'text behind a quote',
      added("mqtt:\n  password: 'it's'"),
      '7:17: not valid YAML: something does not belong here; expected key: value, the spaces of the lines above, or quotes',
    ],
    ['an open bracket', added('mqtt: { qos: 1'), '7:1: not valid YAML: a bracket is not closed; expected ] or }'],
    [
      'a reserved character',
      added('mqtt:\n  password: @geheim'),
      '7:13: not valid YAML: a text cannot start with this character; expected it in quotes',
    ],
    [
      'a backslash',
      added('mqtt:\n  password: "\\q"'),
      '7:14: not valid YAML: a backslash that means nothing; expected single quotes around the text, or \\\\ for a backslash',
    ],
    ['a line of text', added('log: |\n a\nb'), '8:1: not valid YAML: something is missing here; expected key: value'],
    ['two documents', added('---\na: 1'), '6:1: not valid YAML: a second document; expected one only'],
    [
      'an unknown tag',
      added('mqtt:\n  password: !geheim x'),
      '7:13: mqtt.password: has an unknown tag; expected !secret and a name, or a text that starts with ! in quotes',
    ],
    [
      'a tag on a section',
      added('mqtt: !secret { qos: 1 }'),
      '6:7: mqtt: has an unknown tag; expected !secret and a name, or a text that starts with ! in quotes',
    ],
    [
      'an unknown alias',
      added('mqtt:\n  password: *geheim'),
      '7:13: mqtt.password: refers to an anchor that is not there; expected quotes if the text starts with *',
    ],
    [
      'an anchor alone',
      added('mqtt:\n  password: &geheim'),
      '7:13: mqtt.password: is an anchor without a value; expected quotes if the text starts with &',
    ],
    [
      'a text with a comma',
      added('mqtt: { password: ge,heim }'),
      '6:22: mqtt: not a key with a value; expected key: value, or quotes around a text',
    ],
    [
      'a list as a key',
      added('? [a]\n: b'),
      '6:3: not a key with a value; expected key: value, or quotes around a text',
    ],
    [
      'a merge of text',
      added('mqtt:\n  <<: hello'),
      '7:7: mqtt: merges something that is no section; expected <<: and an alias of one',
    ],
    [
      'a map that merges itself',
      accounts('accounts:\n  - &a\n    name: x\n    <<: *a\n'),
      '5:9: accounts[0]: too many aliases; expected 100 at most',
    ],
  ])('%s', fails);
});

describe('text that is no YAML', () => {
  it.each([
    ['\0\0', '1:1'],
    ['a: b\nc\uFFFDd', '2:2'],
  ])('refuses %j', (text, place) => {
    expect(failure(text).message).toBe(`config.yaml:${place}: is not UTF-8 text; expected a text file in UTF-8`);
  });
});

describe('a file that grows by its aliases', () => {
  it('is refused at once', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const below =
        level === 0
          ? '{ name: x }'
          : `{ name: x${level}, <<: [${Array(10)
              .fill(`*l${level - 1}`)
              .join(', ')}] }`;
      return `  - &l${level} ${below}\n`;
    });

    const error = failure(accounts(`accounts:\n${levels.join('')}`));

    expect(error.message).toMatch(/: too many aliases; expected 100 at most$/);
  });
});
