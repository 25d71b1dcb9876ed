import { describe, it } from 'vitest';
import { accounts, added, type Case, fails, poll, withings } from './support.js';

const CLIENT_ID = 'the client id of your Withings application';
const BROKER = 'a URL with mqtt, mqtts, ws or wss, or the word embedded';
const UNDER = 'a section with its keys on lines below it';
const ACCOUNTS = 'a list of accounts, each starting with "- name:"';
const TOP_KEYS =
  'withings, accounts, mqtt, homeassistant, influx, page, server, store, store_key, store_password, data_dir, log';

describe('keys', () => {
  it.each<Case>([
    ['unknown, nothing like it', added('colour: red'), `6:1: colour: unknown key; expected one of ${TOP_KEYS}`],
    ['unknown section', added('mqt:\n  qos: 1'), '6:1: mqt: unknown key; did you mean mqtt?'],
    ['swapped letters', added('server:\n  prot: 1'), '7:3: server.prot: unknown key; did you mean port?'],
    ['cut short', added('mqtt:\n  user: me'), '7:3: mqtt.user: unknown key; did you mean username?'],
    ['camelCase', added('mqtt:\n  baseTopic: a'), '7:3: mqtt.baseTopic: unknown key; did you mean base_topic?'],
    ['not of this section', added('log:\n  port: 1'), '7:3: log.port: unknown key; expected one of level, format'],
    [
      'of an account',
      accounts('accounts:\n  - name: anna\n    unit: us\n'),
      '4:5: accounts[0].unit: unknown key; did you mean units?',
    ],
    ['with control characters', added('"a\\nb\\e": 1'), `6:1: a?b?: unknown key; expected one of ${TOP_KEYS}`],
    ['__proto__', added('__proto__: 1'), `6:1: __proto__: unknown key; expected one of ${TOP_KEYS}`],
    ['a number', added('7: 1'), `6:1: 7: unknown key; expected one of ${TOP_KEYS}`],
    ['duplicate', added('mqtt:\n  qos: 1\n  qos: 2'), '8:3: mqtt.qos: duplicate key; expected it once'],
    ['duplicate section', added('log:\nlog:'), '7:1: log: duplicate key; expected it once'],
    [
      'misspelt and so missing',
      withings('  client_idd: a\n  client_secret: b\n'),
      '2:3: withings.client_idd: unknown key; did you mean client_id?',
    ],
    [
      'missing section',
      'accounts:\n  - name: a\n',
      `1:1: withings.client_id: missing required key; expected ${CLIENT_ID}`,
    ],
    [
      'missing in its section',
      `# one\n${withings('  client_id: a\n')}`,
      '2:1: withings.client_secret: missing required key; expected the client secret of your Withings application',
    ],
    [
      'without a value',
      withings('  client_id:\n  client_secret: b\n'),
      `2:3: withings.client_id: has no value; expected ${CLIENT_ID}`,
    ],
    [
      'with an empty value',
      withings('  client_id: ""\n'),
      `1:1: withings.client_secret: missing required key; expected ${'the client secret of your Withings application'}`,
    ],
  ])('%s', fails);
});

describe('wrong types', () => {
  it.each<Case>([
    ['number for a section', added('mqtt: 5'), `6:7: mqtt: is a number; expected ${UNDER}`],
    ['list for a section', added('mqtt:\n  - a'), `7:3: mqtt: is a list; expected ${UNDER}`],
    ['section for text', added('mqtt:\n  url:\n    a: b'), `8:5: mqtt.url: is a section; expected ${BROKER}`],
    ['list for text', added('data_dir: [a]'), '6:11: data_dir: is a list; expected the path of a folder'],
    [
      'number for text',
      added('mqtt:\n  password: 12345'),
      '7:13: mqtt.password: is a number; expected the password (put it in quotes)',
    ],
    [
      'boolean for text',
      added('mqtt:\n  username: true'),
      '7:13: mqtt.username: is a boolean; expected the user name (put it in quotes)',
    ],
    [
      'text for a number',
      added('server:\n  port: "1"'),
      '7:9: server.port: is text; expected a whole number from 1 to 65535',
    ],
    [
      'fraction',
      added('mqtt:\n  keepalive: 1.5'),
      '7:14: mqtt.keepalive: is not valid; expected seconds, a whole number from 0 to 65535',
    ],
    [
      'infinity',
      added('mqtt:\n  keepalive: .inf'),
      '7:14: mqtt.keepalive: is not valid; expected seconds, a whole number from 0 to 65535',
    ],
    ['text for a boolean', added('server:\n  enabled: yes'), '7:12: server.enabled: is text; expected true or false'],
    [
      'number for a duration',
      poll('600'),
      '4:18: withings.poll_interval: is a number; expected a duration such as 90s, 10m or 1h',
    ],
  ])('%s', fails);
});

describe('accounts', () => {
  it.each<Case>([
    [
      'missing',
      'withings: { client_id: a, client_secret: b }',
      `1:1: accounts: missing required key; expected ${ACCOUNTS}`,
    ],
    ['nothing', accounts('accounts:\n'), `2:1: accounts: has no value; expected ${ACCOUNTS}`],
    ['none', accounts('accounts: []\n'), '2:11: accounts: is empty; expected one account or more'],
    ['text', accounts('accounts: anna\n'), `2:11: accounts: is text; expected ${ACCOUNTS}`],
    ['a section', accounts('accounts:\n  name: anna\n'), `3:3: accounts: is a section; expected ${ACCOUNTS}`],
    [
      'a name alone',
      accounts('accounts:\n  - anna\n'),
      '3:5: accounts[0]: is text; expected an entry such as "- name: anna"',
    ],
    [
      'an empty entry',
      accounts('accounts:\n  -\n'),
      '3:4: accounts[0].name: missing required key; expected a name made of a-z, 0-9, _ and -',
    ],
    [
      'no name',
      accounts('accounts:\n  - units: us\n'),
      '3:5: accounts[0].name: missing required key; expected a name made of a-z, 0-9, _ and -',
    ],
    [
      'a capital',
      accounts('accounts:\n  - name: Anna\n'),
      '3:11: accounts[0].name: is not valid; expected a name made of a-z, 0-9, _ and -',
    ],
    [
      'a slash',
      accounts('accounts:\n  - name: a/b\n'),
      '3:11: accounts[0].name: is not valid; expected a name made of a-z, 0-9, _ and -',
    ],
    ['bridge', accounts('accounts:\n  - name: bridge\n'), '3:11: accounts[0].name: is reserved; expected another name'],
    ['device', accounts('accounts:\n  - name: device\n'), '3:11: accounts[0].name: is reserved; expected another name'],
    [
      'a duplicate',
      accounts('accounts:\n  - name: a\n  - name: b\n  - name: a\n'),
      '5:11: accounts[2].name: duplicate name, as accounts[0]; expected another one',
    ],
    [
      'units',
      accounts('accounts:\n  - name: a\n    units: imperial\n'),
      '4:12: accounts[0].units: is not valid; expected one of metric, us, uk',
    ],
    [
      'no list',
      accounts('accounts:\n  - name: a\n    ignore_attributions: 1\n'),
      '4:26: accounts[0].ignore_attributions: is a number; expected a list of numbers: [1, 10]',
    ],
    [
      'a list of text',
      accounts('accounts:\n  - name: a\n    ignore_attributions: [1, x]\n'),
      '4:30: accounts[0].ignore_attributions[1]: is text; expected a whole number',
    ],
  ])('%s', fails);
});
