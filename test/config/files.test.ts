import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, secretsOf } from '../../src/config/index.js';
import { load, REQUIRED } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function message(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('files', () => {
  it('makes paths absolute from the folder of the config file', () => {
    const yaml = `${REQUIRED}mqtt: { ca: ca.pem }\ndata_dir: state\n`;

    const config = loadConfig('/etc/bridge/config.yaml', {}, () => yaml);

    expect([config.dataDir, config.mqtt.ca]).toEqual(['/etc/bridge/state', '/etc/bridge/ca.pem']);
  });

  it('reads the file and the secrets beside it from the disk', () => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, REQUIRED.replace('my-secret', '!secret withings'));
    writeFileSync(join(folder, 'secrets.yaml'), 'withings: from-the-disk\n');

    expect(loadConfig(file, {}).withings.clientSecret).toBe('from-the-disk');
  });

  it('says what to do when there is no file', () => {
    const file = join(folder, 'absent.yaml');

    expect(message(() => loadConfig(file, {}))).toBe(
      `${file}: no such file; copy config.example.yaml to ${file} and fill it in`,
    );
  });

  it('says where the example is', () => {
    const file = join(folder, 'absent.yaml');
    const example = '/opt/withings2mqtt/config.example.yaml';

    expect(message(() => loadConfig(file, {}, undefined, { example }))).toBe(
      `${file}: no such file; copy ${example} to ${file} and fill it in`,
    );
  });

  it('refuses a folder', () => {
    expect(message(() => loadConfig(folder, {}))).toBe(`${folder}: is a folder; expected a file`);
  });

  it.each([
    ['EACCES', 'config.yaml: may not be read; expected permission to read it'],
    ['EIO', 'config.yaml: cannot be read (EIO); expected a file'],
  ])('names the reason %s', (code, expected) => {
    const readFile = () => {
      throw Object.assign(new Error('no'), { code });
    };

    expect(message(() => loadConfig('config.yaml', {}, readFile))).toBe(expected);
  });
});

describe('secretsOf', () => {
  it('lists what a log must never show', () => {
    const yaml = `${REQUIRED}mqtt: { password: broker-pw }\nhomeassistant: { token: ha-token }\n`;

    expect(secretsOf(load(yaml))).toEqual(['my-secret', 'broker-pw', 'ha-token']);
    expect(secretsOf(load(REQUIRED))).toEqual(['my-secret']);
    const way = 'influx: { url: http://a, database: b, username: c, password: influx-pw }\n';
    expect(secretsOf(load(REQUIRED + way))).toEqual(['my-secret', 'influx-pw']);
    const newer = 'influx: { url: http://a, bucket: b, token: influx-token }\n';
    expect(secretsOf(load(REQUIRED + newer))).toEqual(['my-secret', 'influx-token']);
  });
});
