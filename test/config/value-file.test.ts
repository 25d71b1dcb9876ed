import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/index.js';
import { REQUIRED } from './support.js';

const SECRET = 'geheim-9f2c';

/** Loads the smallest configuration with an environment and files beside it; a file may be an error. */
function load(env: Record<string, string>, files: Record<string, string | { readonly code: string }> = {}) {
  return loadConfig('config.yaml', env, (path) => {
    const file = path === 'config.yaml' ? REQUIRED : files[path];
    if (typeof file === 'string') return file;
    throw Object.assign(new Error(`${SECRET}: no`), file ?? { code: 'ENOENT' });
  });
}

function failure(env: Record<string, string>, files: Parameters<typeof load>[1] = {}): string {
  try {
    load(env, files);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('expected a ConfigError');
}

describe('a variable that names a file', () => {
  it.each([
    ['plain', SECRET],
    ['with the end of a line', `${SECRET}\n`],
    ['with that of Windows', `${SECRET}\r\n`],
    ['with a mark before it', `\uFEFF${SECRET}\n`],
  ])('gives its text as the value, %s', (_, text) => {
    const { mqtt } = load({ WITHINGS2MQTT_MQTT_PASSWORD_FILE: '/run/secrets/mqtt' }, { '/run/secrets/mqtt': text });

    expect(mqtt.password).toBe(SECRET);
  });

  it('keeps what is inside, blanks too, and fills nothing in', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it stays as it is.
    const text = ' a b\n${HOME} ';

    expect(load({ WITHINGS2MQTT_MQTT_PASSWORD_FILE: '/s' }, { '/s': `${text}\n` }).mqtt.password).toBe(text);
  });

  it('works for every key outside accounts, in its type, also for required ones and one without a section', () => {
    const files = { '/id': 'other', '/secret': SECRET, '/port': '9000\n', '/off': 'false\n', '/dir': '/data\n' };
    const config = load(
      {
        WITHINGS2MQTT_WITHINGS_CLIENT_ID_FILE: '/id',
        WITHINGS2MQTT_WITHINGS_CLIENT_SECRET_FILE: '/secret',
        WITHINGS2MQTT_SERVER_PORT_FILE: '/port',
        WITHINGS2MQTT_SERVER_ENABLED_FILE: '/off',
        WITHINGS2MQTT_DATA_DIR_FILE: '/dir',
      },
      files,
    );

    expect(config.withings).toMatchObject({ clientId: 'other', clientSecret: SECRET });
    expect([config.server.port, config.server.enabled, config.dataDir]).toEqual([9000, false, '/data']);
  });

  it('counts as none when it is empty, beside one that is not', () => {
    const env = { WITHINGS2MQTT_MQTT_PASSWORD_FILE: '', WITHINGS2MQTT_MQTT_PASSWORD: SECRET };

    expect(load(env).mqtt.password).toBe(SECRET);
    expect(load({ WITHINGS2MQTT_MQTT_PASSWORD_FILE: '' }).mqtt.password).toBeUndefined();
  });

  const NAME = 'WITHINGS2MQTT_MQTT_PASSWORD_FILE';

  it.each([
    ['is not there', {}, 'there is no file /run/secrets/mqtt; expected the path of a file that holds the value'],
    [
      'may not be read',
      { '/run/secrets/mqtt': { code: 'EACCES' } },
      'cannot read (EACCES) /run/secrets/mqtt; expected the path of a file that holds the value',
    ],
    [
      'is a folder',
      { '/run/secrets/mqtt': { code: 'EISDIR' } },
      'is a folder: /run/secrets/mqtt; expected the path of a file that holds the value',
    ],
    ['is empty', { '/run/secrets/mqtt': '\n' }, 'the file /run/secrets/mqtt is empty; expected the value'],
    ['is no text', { '/run/secrets/mqtt': 'a\0b' }, 'the file /run/secrets/mqtt is not UTF-8 text'],
  ])('that %s is named, with the variable', (_, files, text) => {
    expect(failure({ [NAME]: '/run/secrets/mqtt' }, files)).toBe(`${NAME}: mqtt.password: ${text}`);
  });

  it('that is not there is the one thing wrong, also where the file has no such key or a wrong one', () => {
    const config = 'withings:\n  client_id: a\naccounts:\n  - name: anna\nmqtt:\n  qos: 9\n';
    const env = { WITHINGS2MQTT_WITHINGS_CLIENT_SECRET_FILE: '/secret', WITHINGS2MQTT_MQTT_QOS: '1' };
    const readFile = (path: string) => {
      if (path === 'config.yaml') return config;
      throw Object.assign(new Error('no'), { code: 'ENOENT' });
    };

    expect(() => loadConfig('config.yaml', env, readFile)).toThrow(
      'WITHINGS2MQTT_WITHINGS_CLIENT_SECRET_FILE: withings.client_secret: there is no file /secret; expected the path',
    );
  });

  it('never shows a secret: not one that was put where the path belongs, and not one that does not fit', () => {
    expect(failure({ [NAME]: SECRET })).toBe(
      `${NAME}: mqtt.password: there is no file; expected the path of a file that holds the value`,
    );
    const port = failure({ WITHINGS2MQTT_SERVER_PORT_FILE: '/s' }, { '/s': SECRET });
    expect(port).toBe('WITHINGS2MQTT_SERVER_PORT_FILE: server.port: is text; expected a whole number from 1 to 65535');
  });

  it('must not stand beside the variable that holds the value itself', () => {
    const env = { [NAME]: '/s', WITHINGS2MQTT_MQTT_PASSWORD: SECRET };

    expect(failure(env, { '/s': SECRET })).toBe(
      `${NAME}: mqtt.password: WITHINGS2MQTT_MQTT_PASSWORD sets it, too; expected one of the two`,
    );
  });

  it.each([
    ['WITHINGS2MQTT_MQTT_PASWORD_FILE', 'mqtt.pasword_file: unknown key; did you mean password?'],
    ['WITHINGS2MQTT_ACCOUNTS_FILE', 'accounts: cannot be set by a variable; expected in the file'],
  ])('%s is no key', (name, text) => {
    expect(failure({ [name]: '/s' }, { '/s': SECRET })).toBe(`${name}: ${text}`);
  });
});
