// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax under test.
import { describe, expect, it } from 'vitest';
import { failure, load, REQUIRED } from './support.js';

const withSecret = (value: string) => REQUIRED.replace('my-secret', () => value);

describe('${NAME} in a value', () => {
  const env = { A: 'one', B: 'two', PORT: '9000', OFF: 'false', DOLLAR: '${A}', EMPTY: '' };

  it.each([
    ['${A}', 'one'],
    ['"${A}-${B}"', 'one-two'],
    ['x${A}y', 'xoney'],
    ['$${A}', '${A}'],
    ['$${${A}', '${one'],
    ['$A and $', '$A and $'],
    ['${DOLLAR}', '${A}'],
    ['${PORT}', '9000'],
    ['|-\n    ${A}\n    ${B}', 'one\ntwo'],
  ])('%s', (value, expected) => {
    expect(load(withSecret(value), env).withings.clientSecret).toBe(expected);
  });

  it('becomes the type of its key', () => {
    const yaml = `${REQUIRED}server:\n  port: \${PORT}\n  enabled: \${OFF}\nmqtt:\n  qos: "\${QOS}"\n`;

    const config = load(yaml, { ...env, QOS: '0' });

    expect([config.server.port, config.server.enabled, config.mqtt.qos]).toEqual([9000, false, 0]);
  });

  it('works in lists', () => {
    const yaml = `${REQUIRED}    ignore_attributions: ["\${N}", 10]\n`;

    expect(load(yaml, { N: '4' }).accounts[0]?.ignoreAttributions).toEqual([4, 10]);
  });

  it('counts as no value when the variable is empty', () => {
    const config = load(`${REQUIRED}server:\n  port: \${EMPTY}\nmqtt:\n  username: \${EMPTY}\n`, env);

    expect([config.server.port, config.mqtt.username]).toEqual([8099, undefined]);
  });

  it.each([
    ['data_dir: ${NOT_SET}', {}, '6:11: data_dir: environment variable NOT_SET is not set'],
    ['data_dir: a/${A}/${NOT_SET}', { A: 'x' }, '6:11: data_dir: environment variable NOT_SET is not set'],
    ['data_dir: ${constructor}', {}, '6:11: data_dir: environment variable constructor is not set'],
    [
      'data_dir: ${not a name}',
      {},
      '6:11: data_dir: has a ${ without a name and a } after it; expected ${NAME}, or $${ for the two characters',
    ],
    ['server: { port: "${P}" }', { P: 'many' }, '6:17: server.port: is text; expected a whole number from 1 to 65535'],
    ['server: { port: "80${P}" }', { P: '80' }, '6:17: server.port: is text; expected a whole number from 1 to 65535'],
    [
      'server: { port: "${P}" }',
      { P: '70000' },
      '6:17: server.port: is not valid; expected a whole number from 1 to 65535',
    ],
    ['mqtt: ${A}', { A: 'x' }, '6:7: mqtt: is text; expected a section with its keys on lines below it'],
  ])('%s', (line, variables, expected) => {
    expect(failure(`${REQUIRED}${line}\n`, variables).message).toBe(`config.yaml:${expected}`);
  });
});

describe('!secret', () => {
  const secrets = 'withings: geheim\npin: 0123\nport: 9000\nflag: "false"\nlist: [1]\nnone:\ntwice: a\ntwice: b\n';

  it('reads text, and numbers as they are written', () => {
    expect(load(withSecret('!secret withings'), {}, secrets).withings.clientSecret).toBe('geheim');
    expect(load(withSecret('!secret pin'), {}, secrets).withings.clientSecret).toBe('0123');
  });

  it('becomes the type of its key', () => {
    const { server } = load(`${REQUIRED}server: { port: !secret port, enabled: !secret flag }`, {}, secrets);

    expect([server.port, server.enabled]).toEqual([9000, false]);
  });

  it('is taken as it is, references included', () => {
    expect(load(withSecret('!secret a'), {}, 'a: ${X}').withings.clientSecret).toBe('${X}');
  });

  it.each([
    ['other', secrets, 'secret other is not in secrets.yaml; expected a line with other: there'],
    ['other', undefined, 'secret other is not known; there is no file secrets.yaml to read'],
    ['other', '', 'secret other is not in secrets.yaml; expected a line with other: there'],
    ['list', secrets, 'secret list in secrets.yaml is not a single value; expected text'],
    ['none', secrets, 'secret none in secrets.yaml has no value; expected text'],
    ['twice', secrets, 'secret twice is in secrets.yaml twice; expected one line'],
    ['', secrets, '!secret without a name; expected !secret and a key of secrets.yaml'],
    [
      'other',
      'a: 1\nb: "geheim',
      'secret other is not known; secrets.yaml:2:11: not valid YAML: a quote is not closed; expected the same quote at the end of the text',
    ],
  ])('%s', (name, text, expected) => {
    const error = failure(withSecret(`!secret ${name}`), {}, text);

    expect(error.message).toBe(`config.yaml:3:18: withings.client_secret: ${expected}`);
  });
});

describe('overrides', () => {
  it('win over the file, by section and key, in the type of the key', () => {
    const config = load(REQUIRED, {
      WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: 'other',
      WITHINGS2MQTT_MQTT_URL: 'mqtt://broker',
      WITHINGS2MQTT_MQTT_PROTOCOL_VERSION: '4',
      WITHINGS2MQTT_MQTT_PASSWORD: '12345',
      WITHINGS2MQTT_HOMEASSISTANT_DISCOVERY_PREFIX: 'ha',
      WITHINGS2MQTT_HOMEASSISTANT_ENABLED: 'false',
      WITHINGS2MQTT_SERVER_PORT: '9000',
      WITHINGS2MQTT_LOG_LEVEL: 'debug',
      WITHINGS2MQTT_DATA_DIR: '/data',
    });

    expect(config.withings.clientSecret).toBe('other');
    expect(config.mqtt).toMatchObject({ url: 'mqtt://broker', protocolVersion: 4, password: '12345' });
    expect(config.homeassistant).toMatchObject({ discoveryPrefix: 'ha', enabled: false });
    expect([config.server.port, config.log.level, config.dataDir]).toEqual([9000, 'debug', '/data']);
  });

  it('supply required keys that the file lacks', () => {
    const env = { WITHINGS2MQTT_WITHINGS_CLIENT_ID: 'a', WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: 'b' };

    expect(load('accounts:\n  - name: anna\n', env).withings).toMatchObject({ clientId: 'a', clientSecret: 'b' });
    expect(load('withings:\n  client_id:\naccounts:\n  - name: anna\n', env).withings.clientId).toBe('a');
  });

  it('replace what the file could not give', () => {
    const env = { WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: 'b' };

    expect(load(withSecret('${NOT_SET}'), env).withings.clientSecret).toBe('b');
    expect(load(withSecret('!secret none'), env).withings.clientSecret).toBe('b');
  });

  it('are ignored when empty or unset', () => {
    const env = { WITHINGS2MQTT_MQTT_URL: '', WITHINGS2MQTT_LOG_LEVEL: undefined };

    expect(load(REQUIRED, env)).toEqual(load(REQUIRED));
  });

  it.each([
    ['WITHINGS2MQTT_SERVICE_HOST', '10.0.0.1'],
    ['WITHINGS2MQTT_SERVICE_PORT', '8099'],
    ['WITHINGS2MQTT_PORT', 'tcp://10.0.0.1:8099'],
    ['WITHINGS2MQTT_PORT_8099_TCP_ADDR', '10.0.0.1'],
    ['WITHINGS2MQTT_SERVER_SERVICE_HOST', '10.0.0.1'],
    ['WITHINGS2MQTT_SERVER_SERVICE_PORT_HTTP', '8099'],
    ['WITHINGS2MQTT_SERVER_PORT', 'tcp://10.0.0.1:8099'],
    ['WITHINGS2MQTT_SERVER_PORT_8099_TCP', 'tcp://10.0.0.1:8099'],
    ['WITHINGS2MQTT_MQTT_PORT', 'tcp://10.0.0.1:1883'],
    ['WITHINGS2MQTT_CONFIG', '/config/config.yaml'],
    ['WITHINGS2MQTT_IMAGE', 'x'],
    ['WITHINGS2MQTT_VERSION', '1'],
    ['WITHINGS2MQTT_LOG', 'debug'],
    ['WITHINGS2MQTT_SERVICE_HOST', '10.0.0.1'],
    ['WITHINGS2MQTT_PORT', 'tcp://10.0.0.1:8099'],
    ['WITHINGS2MQTT_USER', '1000:1000'],
    ['withings2mqtt_mqtt_prot', 'x'],
    ['OTHER_MQTT_PROT', 'x'],
  ])('%s is no key of the file', (name, value) => {
    expect(load(REQUIRED, { [name]: value })).toEqual(load(REQUIRED));
  });

  it.each([
    ['WITHINGS2MQTT_SERVER_PROT', '1', 'server.prot: unknown key; did you mean port?'],
    ['WITHINGS2MQTT_LOG_COLOUR', 'x', 'log.colour: unknown key; expected one of level, format'],
    ['WITHINGS2MQTT_MQTT_USER', 'x', 'mqtt.user: unknown key; did you mean username?'],
    ['WITHINGS2MQTT_MQT_URL', 'mqtt://b', 'unknown key; did you mean WITHINGS2MQTT_MQTT_URL?'],
    ['WITHINGS2MQTT_CLIENT_SECRET_FILE', 'x', 'unknown key; did you mean WITHINGS2MQTT_WITHINGS_CLIENT_SECRET_FILE?'],
    ['WITHINGS2MQTT_BASE_TOPIC', 'x', 'unknown key; did you mean WITHINGS2MQTT_MQTT_BASE_TOPIC?'],
    ['WITHINGS2MQTT_CONFIG_FILE', 'x.yaml', 'unknown key; did you mean WITHINGS2MQTT_CONFIG?'],
    ['WITHINGS2MQTT_CONFG', 'x.yaml', 'unknown key; did you mean WITHINGS2MQTT_CONFIG?'],
    ['WITHINGS2MQTT_ACCOUNTS_0_NAME', 'x', 'accounts: cannot be set by a variable; expected in the file'],
    ['WITHINGS2MQTT_SERVER_PORT', 'many', 'server.port: is text; expected a whole number from 1 to 65535'],
    ['WITHINGS2MQTT_SERVER_PORT', '0', 'server.port: is not valid; expected a whole number from 1 to 65535'],
    ['WITHINGS2MQTT_SERVER_ENABLED', 'yes', 'server.enabled: is text; expected true or false'],
    [
      'WITHINGS2MQTT_MQTT_URL',
      'mqtt://me:geheim@b',
      'mqtt.url: carries a user name or password; expected them in mqtt.username and mqtt.password',
    ],
    [
      'WITHINGS2MQTT_MQTT_BASE_TOPIC',
      'homeassistant',
      'mqtt.base_topic: is the same topic as homeassistant.discovery_prefix; expected two different ones',
    ],
    [
      'WITHINGS2MQTT_HOMEASSISTANT_DISCOVERY_PREFIX',
      'withings',
      'homeassistant.discovery_prefix: is the same topic as mqtt.base_topic; expected two different ones',
    ],
  ])('%s=%s', (name, value, expected) => {
    const error = failure(REQUIRED, { [name]: value });

    expect(error.message).toBe(`${name}: ${expected}`);
    expect([error.file, error.line, error.column]).toEqual(['config.yaml', undefined, undefined]);
  });

  it('come after the problems of the file', () => {
    const error = failure(`${REQUIRED}log: { level: loud }`, { WITHINGS2MQTT_SERVER_PORT: '0' });

    expect(error.message).toBe('config.yaml:6:15: log.level: is not valid; expected one of error, warn, info, debug');
  });
});
