import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../../src/config/index.js';
import { configOf, OWN_BROKER, TOKEN } from './options-folder.js';

describe('the configuration of an App', () => {
  it('is that of its options, with all that goes without saying there', async () => {
    const options = {
      ...OWN_BROKER,
      accounts: [{ name: 'anna', display_name: 'Anna B', units: 'uk' }, { name: 'ben' }],
      mqtt: { url: 'mqtts://broker.test:8883', username: 'u', password: 'p' },
      public_url: 'https://withings.example.org/',
      log_level: 'debug',
    };

    const config = await configOf({ options });

    expect(config.withings).toMatchObject({
      clientId: 'my-id',
      clientSecret: 'my-secret',
      redirectUri: 'https://withings.example.org/oauth/callback',
    });
    expect(config.accounts).toMatchObject([
      { name: 'anna', displayName: 'Anna B', units: 'uk' },
      { name: 'ben', displayName: 'Ben', units: 'metric', ignoreAttributions: [1, 10] },
    ]);
    expect(config.mqtt).toMatchObject({ url: 'mqtts://broker.test:8883', username: 'u', password: 'p' });
    expect(config.homeassistant).toMatchObject({ url: 'http://supervisor/core', token: TOKEN, importHistory: true });
    expect(config.page).toMatchObject({ enabled: true, host: '0.0.0.0', port: 8098 });
    expect(config.page).not.toHaveProperty('password');
    expect(config.server).toEqual({
      enabled: true,
      host: '0.0.0.0',
      port: 8099,
      publicUrl: 'https://withings.example.org',
    });
    expect(config.log).toEqual({ level: 'debug', format: 'text' });
    expect(secretsOf(config)).toEqual(expect.arrayContaining(['my-secret', 'p', TOKEN]));
  });

  it('takes fields that a person has emptied for those that were never filled', async () => {
    const options = {
      ...OWN_BROKER,
      accounts: [{ name: 'me', display_name: '', units: null }],
      mqtt: { ...OWN_BROKER.mqtt, username: '', password: null },
      public_url: '',
      log_level: null,
    };

    const config = await configOf({ options });

    expect(config.accounts).toMatchObject([{ name: 'me', displayName: 'Me', units: 'metric' }]);
    expect(config.mqtt).not.toHaveProperty('username');
    expect(config.server).not.toHaveProperty('publicUrl');
    expect(config.withings.redirectUri).toBe('http://localhost:8099/oauth/callback');
  });

  it('takes texts as they are: a $ and a ! are letters of a password', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is about this very syntax.
    const password = '!secret ${HOME} # "';

    const config = await configOf({ options: { ...OWN_BROKER, mqtt: { ...OWN_BROKER.mqtt, password } } });

    expect(config.mqtt.password).toBe(password);
  });

  it('takes spaces around a client id for what came along when it was copied', async () => {
    const config = await configOf({ options: { ...OWN_BROKER, client_id: ' my-id\n', client_secret: '\tmy-secret ' } });

    expect(config.withings).toMatchObject({ clientId: 'my-id', clientSecret: 'my-secret' });
  });

  it('does not know options of a later version', async () => {
    const config = await configOf({ options: { ...OWN_BROKER, colour: 'green' } });

    expect(config.withings.clientId).toBe('my-id');
  });
});

describe('a config.yaml in the folder of an App', () => {
  it('counts before the options, which fill in what it does not say', async () => {
    const yaml = `
withings: { poll_interval: 5m }
accounts: [{ name: anna, intraday: true }, { name: ben }]
homeassistant: { import_history: false }
log: { level: warn }
`;
    const options = { ...OWN_BROKER, accounts: [{ name: 'me', display_name: 'Somebody else' }], log_level: 'debug' };

    const config = await configOf({ options, yaml });

    expect(config.withings).toMatchObject({ clientId: 'my-id', pollInterval: 300_000 });
    expect(config.accounts).toMatchObject([
      { name: 'anna', displayName: 'Anna', intraday: true },
      { name: 'ben', displayName: 'Ben' },
    ]);
    expect(config.homeassistant).toMatchObject({ importHistory: false, token: TOKEN });
    expect(config.log.level).toBe('warn');
    expect(config.mqtt.url).toBe('mqtt://broker.test');
  });

  it('with a broker has that broker alone: no login goes to it that is meant for another one', async () => {
    const mqtt = { url: 'mqtt://broker.test', username: 'u', password: 'p' };

    const config = await configOf({ options: { ...OWN_BROKER, mqtt }, yaml: 'mqtt: { url: "mqtt://other.test" }' });

    expect(config.mqtt.url).toBe('mqtt://other.test');
    expect(config.mqtt).not.toHaveProperty('username');
    expect(config.mqtt).not.toHaveProperty('password');
  });

  it('changes neither the doors, of which Home Assistant knows, nor the folder that is backed up', async () => {
    const yaml = 'page: { enabled: false, host: 127.0.0.1, port: 1 }\nserver: { port: 2 }\ndata_dir: ./elsewhere\n';

    const config = await configOf({ options: OWN_BROKER, yaml });

    expect(config.page).toMatchObject({ enabled: true, host: '0.0.0.0', port: 8098 });
    expect(config.server).toMatchObject({ host: '0.0.0.0', port: 8099 });
    expect(config.dataDir).not.toContain('elsewhere');
  });

  it('says what is wrong in it at its line', async () => {
    const wrong = configOf({ options: OWN_BROKER, yaml: 'log:\n  level: loud\n' });

    await expect(wrong).rejects.toThrow(/config\.yaml:2:10: log\.level: is not valid; expected one of error, warn/);
  });
});

describe('options that are wrong', () => {
  const wrong = (change: object) => ({ ...OWN_BROKER, ...change });

  it.each([
    ['none at all', {}, 'option client_id: has no value; expected the client id of your Withings application'],
    ['no secret', wrong({ client_secret: '' }), 'option client_secret: has no value; expected the client secret of'],
    ['a client id in two parts', wrong({ client_id: 'my id' }), 'option client_id: has a space in it; expected the'],
    ['a client id of spaces', wrong({ client_id: '  ' }), 'option client_id: has a space in it; expected the client'],
    ['a number', wrong({ client_id: 42 }), 'option client_id: is a number; expected the client id'],
    ['no account', wrong({ accounts: [] }), 'option accounts: is empty; expected one account or more'],
    ['no list of accounts', wrong({ accounts: 'anna' }), 'option accounts: is text; expected a list of accounts'],
    [
      'an account that is a text',
      wrong({ accounts: ['anna'] }),
      'option accounts[0].name: has no value; expected a name',
    ],
    [
      'a capital',
      wrong({ accounts: [{ name: 'Anna' }] }),
      'option accounts[0].name: is not valid; expected a name made',
    ],
    [
      'a name twice',
      wrong({ accounts: [{ name: 'a' }, { name: 'a' }] }),
      'option accounts[1].name: duplicate name, as',
    ],
    ['a reserved name', wrong({ accounts: [{ name: 'bridge' }] }), 'option accounts[0].name: is reserved; expected'],
    ['units of nowhere', wrong({ accounts: [{ name: 'a', units: 'li' }] }), 'option accounts[0].units: is not valid;'],
    ['http from outside', wrong({ public_url: 'http://a.test' }), 'option public_url: is not secure; expected https'],
    ['no address', wrong({ public_url: 'a.test' }), 'option public_url: is not valid; expected a URL with http'],
    ['no broker address', wrong({ mqtt: { url: 'core-mosquitto' } }), 'option mqtt.url: is not valid; expected a URL'],
    ['a level', wrong({ log_level: 'trace' }), 'option log_level: is not valid; expected one of error, warn, info'],
  ])('are named, and what was expected: %s', async (_, options, sentence) => {
    await expect(configOf({ options })).rejects.toThrow(sentence);
  });

  it.each([
    [
      { client_id: 'my-secret my-id' },
      'option client_id: has a space in it; expected the client id of your Withings application',
    ],
    [
      { mqtt: { url: 'mqtt://u:my-secret@broker.test' } },
      'option mqtt.url: carries a user name or password; expected them in mqtt.username and mqtt.password',
    ],
  ])('never show a secret: %j', async (change, sentence) => {
    await expect(configOf({ options: wrong(change) })).rejects.toMatchObject({ message: sentence });
  });

  it.each([
    ['no JSON', '{', /options\.json: is not valid JSON; save the options once more/],
    ['no options', '[1]', /options\.json: is no list of options; save them once more/],
  ])('as a whole: %s', async (_, options, sentence) => {
    await expect(configOf({ options })).rejects.toThrow(sentence);
  });
});
