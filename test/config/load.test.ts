import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, REQUIRED } from './support.js';

describe('a file with nothing but the required keys', () => {
  it('gets every default', () => {
    expect(load(REQUIRED)).toEqual({
      withings: {
        clientId: 'my-id',
        clientSecret: 'my-secret',
        apiUrl: 'https://wbsapi.withings.net',
        accountUrl: 'https://account.withings.com',
        redirectUri: 'http://localhost:8099/oauth/callback',
        pollInterval: 600_000,
        webhookPollInterval: 3_600_000,
        callsPerMinute: 120,
      },
      accounts: [{ name: 'anna', displayName: 'Anna', units: 'metric', ignoreAttributions: [1, 10], intraday: false }],
      mqtt: {
        url: 'mqtt://localhost:1883',
        baseTopic: 'withings',
        protocolVersion: 5,
        keepalive: 60,
        rejectUnauthorized: true,
        qos: 1,
      },
      homeassistant: {
        enabled: true,
        discoveryPrefix: 'homeassistant',
        statusTopic: 'homeassistant/status',
        importHistory: false,
      },
      influx: {},
      page: { enabled: true, host: '127.0.0.1', port: 8098 },
      server: { enabled: true, host: '127.0.0.1', port: 8099 },
      store: 'sqlite',
      dataDir: resolve('data'),
      log: { level: 'info', format: 'text' },
    });
  });

  it('is frozen to the bottom', () => {
    const config = load(REQUIRED);

    const parts = [
      config,
      config.withings,
      config.accounts,
      config.accounts[0],
      config.accounts[0]?.ignoreAttributions,
    ];

    expect(parts.every(Object.isFrozen)).toBe(true);
  });

  it('shares no list between accounts', () => {
    const { accounts } = load(`${REQUIRED}  - name: ben\n`);

    expect(accounts[0]?.ignoreAttributions).not.toBe(accounts[1]?.ignoreAttributions);
  });
});

describe('values of a file', () => {
  it('reads every key', () => {
    const config = load(`
withings:
  client_id: a
  client_secret: b
  api_url: http://127.0.0.1:9000/
  account_url: http://127.0.0.1:9000/account//
  redirect_uri: https://example.org/callback/
  poll_interval: 1h
  webhook_poll_interval: 2h
  calls_per_minute: 1500
accounts:
  - { name: anna_2-b, display_name: Anna the 2nd, units: uk, ignore_attributions: [] }
mqtt:
  url: mqtts://broker.example.org
  username: user
  password: pass
  client_id: me
  base_topic: home/health
  protocol_version: 4
  keepalive: 0
  ca: certs/ca.pem
  cert: ./cert.pem
  key: /etc/key.pem
  reject_unauthorized: false
  qos: 2
homeassistant: { enabled: false, discovery_prefix: ha, status_topic: ha/status, url: http://ha.local:8123/, token: t }
influx: { url: https://tsdb.example.org/insert/0/influx/, database: health, username: me, password: pw }
server: { enabled: false, host: "::", port: 65535, public_url: https://example.org/hooks/ }
data_dir: ../state
log: { level: debug, format: json }
`);

    expect(config.withings).toEqual({
      clientId: 'a',
      clientSecret: 'b',
      apiUrl: 'http://127.0.0.1:9000',
      accountUrl: 'http://127.0.0.1:9000/account',
      redirectUri: 'https://example.org/callback/',
      pollInterval: 3_600_000,
      webhookPollInterval: 7_200_000,
      callsPerMinute: 1500,
    });
    expect(config.accounts).toEqual([
      { name: 'anna_2-b', displayName: 'Anna the 2nd', units: 'uk', ignoreAttributions: [], intraday: false },
    ]);
    expect(config.mqtt).toEqual({
      url: 'mqtts://broker.example.org',
      username: 'user',
      password: 'pass',
      clientId: 'me',
      baseTopic: 'home/health',
      protocolVersion: 4,
      keepalive: 0,
      ca: resolve('certs/ca.pem'),
      cert: resolve('cert.pem'),
      key: '/etc/key.pem',
      rejectUnauthorized: false,
      qos: 2,
    });
    expect(config.homeassistant).toEqual({
      enabled: false,
      discoveryPrefix: 'ha',
      statusTopic: 'ha/status',
      importHistory: false,
      url: 'http://ha.local:8123',
      token: 't',
    });
    expect(config.influx).toEqual({
      url: 'https://tsdb.example.org/insert/0/influx',
      database: 'health',
      username: 'me',
      password: 'pw',
    });
    expect(config.server).toEqual({ enabled: false, host: '::', port: 65_535, publicUrl: 'https://example.org/hooks' });
    expect(config.dataDir).toBe(resolve('../state'));
    expect(config.log).toEqual({ level: 'debug', format: 'json' });
  });

  it.each([
    ['90s', 90_000],
    ['1m', 60_000],
    ['10m', 600_000],
    ['168h', 604_800_000],
  ])('reads the duration %s', (text, expected) => {
    expect(load(REQUIRED.replace('accounts', `  poll_interval: ${text}\naccounts`)).withings.pollInterval).toBe(
      expected,
    );
  });

  it.each(['embedded', 'mqtt://localhost', 'mqtts://b:8883', 'ws://b/mqtt', 'wss://b:443/mqtt', 'mqtt://[::1]:1883'])(
    'takes the broker %s',
    (url) => {
      expect(load(`${REQUIRED}mqtt: { url: "${url}" }`).mqtt.url).toBe(url);
    },
  );

  it.each(['https://example.org', 'http://localhost:8099', 'http://127.0.0.1:1', 'http://[::1]:1'])(
    'takes the public URL %s',
    (url) => {
      expect(load(`${REQUIRED}server: { public_url: "${url}" }`).server.publicUrl).toBe(url);
    },
  );

  it('takes a key without a value, and an empty optional text, for no key', () => {
    const config = load(
      `${REQUIRED}mqtt:\n  url:\n  password: ""\nserver:\nhomeassistant: { url: , token: }\nlog: ~\n`,
    );

    expect(config).toEqual(load(REQUIRED));
  });

  it('takes aliases and merge keys', () => {
    const { accounts } = load(`
withings: { client_id: a, client_secret: b }
accounts:
  - &first { name: anna, units: &units us }
  - { <<: *first, name: ben }
  - { name: cleo, units: *units }
`);

    expect(accounts.map(({ name, units }) => `${name} ${units}`)).toEqual(['anna us', 'ben us', 'cleo us']);
  });

  it('takes a byte order mark and Windows line ends', () => {
    expect(load(`\uFEFF${REQUIRED.replaceAll('\n', '\r\n')}`)).toEqual(load(REQUIRED));
  });
});
