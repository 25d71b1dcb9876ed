import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../src/config/index.js';
import { accounts, added, type Case, fails, failure, load, REQUIRED } from './support.js';

const START = 'withings: { client_id: a, client_secret: b }\n';
const STORE = 'postgres://bridge@db.example.org/withings';
const EXPECTED =
  'sqlite, or a URL such as postgres://user@host/withings, in which special characters stand as %40 and so on';
const MANY = 'with store: postgres://…, where several bridges may run';

const shared = (lines = '', address = STORE) => `${START}store: ${address}\n${lines}`;

describe('the store', () => {
  it.each([
    STORE,
    'postgresql://db/withings',
    'postgres://bridge:geheim%40%2F@127.0.0.1:6432/withings?sslmode=verify-full&sslrootcert=/etc/ca.pem',
    'postgres://[::1]/withings',
    'postgres:///withings?host=/run/postgresql',
    'postgres://%2Frun%2Fpostgresql/withings',
    'postgres://bridge:geheim@/withings?host=/run/postgresql',
  ])('may be %s', (address) => {
    expect(load(shared('', `"${address}"`)).store).toBe(address);
  });

  it.each<Case>([
    ['another engine', added('store: mysql://db/x'), `6:8: store: is not valid; expected ${EXPECTED}`],
    ['no address', added('store: "postgres://"'), `6:8: store: is not valid; expected ${EXPECTED}`],
    ['no database', added('store: postgres://db'), `6:8: store: is not valid; expected ${EXPECTED}`],
    ['no text', added('store: 5'), `6:8: store: is a number; expected ${EXPECTED}`],
    ['a port that is none', added('store: postgres://db:x/y'), `6:8: store: is not valid; expected ${EXPECTED}`],
    ['a half percent code', added('store: postgres://a:%4@db/y'), `6:8: store: is not valid; expected ${EXPECTED}`],
    ['a key for SQLite', added('store_key: k'), '6:12: store_key: needs store: postgres://…'],
    ['a password for SQLite', added('store_password: p'), '6:17: store_password: needs store: postgres://…'],
    [
      'a password in two places',
      shared('store_password: p\n', 'postgres://a:geheim@db/w'),
      '3:17: store_password: stands beside a password in store; expected one of the two',
    ],
    [
      'a broker in one of many bridges',
      shared('mqtt: { url: embedded }\n'),
      `3:14: mqtt.url: cannot be embedded ${MANY}; expected a broker that all of them reach`,
    ],
    [
      'statistics of Home Assistant',
      shared('homeassistant: { url: "http://h", token: t, import_history: true }\n'),
      `3:61: homeassistant.import_history: is not made yet to go together ${MANY}; expected false`,
    ],
    [
      'a file without people for SQLite',
      START,
      '1:1: accounts: missing required key; expected a list of accounts, each starting with "- name:"',
    ],
    ['an empty list for SQLite', accounts('accounts: []\n'), '2:11: accounts: is empty; expected one account or more'],
    [
      'an odd person beside those of the store',
      shared('accounts: [{ name: Anna }]\n'),
      '3:20: accounts[0].name: is not valid; expected a name made of a-z, 0-9, _ and -',
    ],
  ])('%s is refused', fails);

  it.each(['', 'accounts:\n', 'accounts: []\n'])('has the people, where the file has none: %j', (lines) => {
    expect(load(shared(lines)).accounts).toEqual([]);
  });

  it('has people beside those of the file', () => {
    expect(load(shared('accounts: [{ name: anna }]\n')).accounts).toEqual(load(REQUIRED).accounts);
  });

  it('tells Home Assistant of nobody, unless the file says so', () => {
    const enabled = (lines: string, env = {}) => load(shared(lines), env).homeassistant.enabled;

    expect(load(REQUIRED).homeassistant.enabled).toBe(true);
    expect(enabled('')).toBe(false);
    expect(enabled('homeassistant: { discovery_prefix: ha }\n')).toBe(false);
    expect(enabled('homeassistant: { enabled: true }\n')).toBe(true);
    expect(enabled('', { WITHINGS2MQTT_HOMEASSISTANT_ENABLED: 'true' })).toBe(true);
  });

  it('comes from the environment, and from files that it names', () => {
    const env = { WITHINGS2MQTT_STORE: STORE, WITHINGS2MQTT_STORE_KEY: 'key-1', WITHINGS2MQTT_STORE_PASSWORD: 'pw-1' };

    expect(load(START, env)).toMatchObject({ accounts: [], store: STORE, storeKey: 'key-1', storePassword: 'pw-1' });
  });

  it.each([
    ['WITHINGS2MQTT_STORE_KY', 'store_ky: unknown key; did you mean store_key?'],
    ['WITHINGS2MQTT_STORE_PASWORD_FILE', 'store_pasword_file: unknown key; did you mean store_password?'],
  ])('is not left without what %s was to give', (variable, text) => {
    expect(failure(REQUIRED, { [variable]: 'geheim' }).message).toBe(`${variable}: ${text}`);
  });
});

describe('the secrets of the store', () => {
  const address = 'postgres://bridge:ge%20heim@db/withings?password=other-1&sslmode=require';

  it('are the passwords, in every form, and the key', () => {
    expect(secretsOf(load(shared('store_key: key-1\n', `"${address}"`)))).toEqual([
      'b',
      'key-1',
      'ge%20heim',
      'ge heim',
      'other-1',
    ]);
    expect(secretsOf(load(shared('store_password: pw-1\n')))).toEqual(['b', 'pw-1']);
    expect(secretsOf(load(REQUIRED))).toEqual(['my-secret']);
  });

  it.each([
    'store: postgres://bridge:geh/eim@db/withings',
    'store: postgres://bridge:geh#eim@db/withings',
    'store: postgres://bridge:geheim@db:x/withings',
    'store: postgres://bridge:geheim@db/withings\nstore_password: geheim',
    'store: postgres://db/withings\nstore_key: [geheim]',
    'store_key: geheim',
  ])('are not repeated by what is wrong: %j', (lines) => {
    expect(failure(added(lines)).message).not.toMatch(/geh|eim/);
  });
});

describe('the calls of a minute', () => {
  it.each([1, 1500, 100_000])('may be %d', (calls) => {
    const text = REQUIRED.replace('accounts', `  calls_per_minute: ${calls}\naccounts`);

    expect(load(text).withings.callsPerMinute).toBe(calls);
  });

  it.each<Case>(
    ['0', '100001', '1.5', 'many'].map((calls) => [
      `cannot be ${calls}`,
      REQUIRED.replace('accounts', `  calls_per_minute: ${calls}\naccounts`),
      `4:21: withings.calls_per_minute: ${calls === 'many' ? 'is text' : 'is not valid'}; expected a whole number from 1 to 100000`,
    ]),
  )('%s', fails);
});
