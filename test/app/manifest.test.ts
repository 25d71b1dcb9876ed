import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileSchema } from '../../src/config/file-schema.js';
import { appManifest, fieldsOf, read, translationOf } from './app-folder.js';

const ROOT = new URL('../../', import.meta.url);

/** What each key is without being written; a linter takes one that is written for an error (frenck/action-addon-linter). */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  boot: 'auto',
  init: true,
  startup: 'application',
  ingress: false,
  ingress_port: 8099,
  ingress_entry: '/',
  ingress_stream: false,
  panel_icon: 'mdi:puzzle',
  panel_admin: true,
  homeassistant_api: false,
  backup: 'hot',
  apparmor: true,
  stage: 'stable',
  timeout: 10,
};
/** Whatever `?` and brackets stand behind it. */
const TYPES = /^(str|bool|int|float|email|url|password|port|match\(.+\)|list\(.+\)|device)(\(.*\))?\??$/;

describe('the manifest of the App', () => {
  it('repeats no default', () => {
    const repeated = Object.entries(appManifest).filter(([key, value]) => DEFAULTS[key] === value);

    expect(repeated).toEqual([]);
  });

  it('has the version of the package, and a version that Home Assistant can compare', () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));

    expect(appManifest.version).toBe(version);
    expect(appManifest.homeassistant).toMatch(/^\d{4}\.\d+\.\d+$/);
  });

  it('has types that the Supervisor knows', () => {
    const types = Object.values(appManifest.schema)
      .flatMap((option) => (Array.isArray(option) ? option : [option]))
      .flatMap((option) => (typeof option === 'string' ? [option] : Object.values(option)));

    expect(types.filter((type) => !TYPES.test(type))).toEqual([]);
  });

  it('gives each option without a ? a value, or null for one that a person must fill in', () => {
    const needed = Object.entries(appManifest.schema).filter(
      ([, type]) => typeof type !== 'string' || !type.endsWith('?'),
    );

    expect(Object.keys(appManifest.options)).toEqual(needed.map(([name]) => name));
    expect(appManifest.options).toEqual({ client_id: null, client_secret: null, accounts: [{ name: 'me' }], mqtt: {} });
  });

  it('takes the account names, units and levels that a configuration takes', () => {
    const [account] = appManifest.schema.accounts as [Record<string, string>];
    const { units } = fileSchema.shape.accounts.element.shape;
    const { level } = fileSchema.shape.log.shape;

    expect(account.name).toBe('match(^[a-z0-9_-]+$)');
    expect(account.units).toBe(`list(${units.unwrap().options.join('|')})?`);
    expect(appManifest.schema.log_level).toBe(`list(${level.unwrap().options.join('|')})?`);
  });

  it('says what each port is for', () => {
    expect(Object.keys(appManifest.ports_description)).toEqual(Object.keys(appManifest.ports));
  });

  it('has the doors that the bridge opens in an App', () => {
    const doors = readFileSync(new URL('src/cli/app/app-settings.ts', ROOT), 'utf8');

    expect(doors).toContain(`WITHINGS2MQTT_PAGE_PORT: '${appManifest.ingress_port}'`);
    expect(Object.keys(appManifest.ports)).toEqual([`${doors.match(/WITHINGS2MQTT_SERVER_PORT: '(\d+)'/)?.[1]}/tcp`]);
  });
});

describe.each(['en', 'de'])('the words of the App in %s', (language) => {
  const { configuration, network } = translationOf(language);

  it('are there for each option, in its order, and for nothing else', () => {
    const options = Object.entries(appManifest.schema).map(([name, option]) => [name, fieldsOf(option)]);
    const told = Object.entries(configuration).map(([name, { fields = {} }]) => [name, Object.keys(fields)]);

    expect(told).toEqual(options);
    expect(Object.keys(network)).toEqual(Object.keys(appManifest.ports));
  });
});

describe('the repository that users add', () => {
  it('has a name, and one App: the store takes every config.* for one', () => {
    const files = readdirSync(fileURLToPath(new URL('app', ROOT)), { recursive: true, encoding: 'utf8' });
    const found = files.filter((file) => /(^|\/)config\.(yaml|yml|json)$/.test(file));
    const inner = files.filter((file) => /(^|\/)config\.[^/]*$/.test(file));

    expect(found).toEqual(['withings2mqtt/config.yaml']);
    expect(inner).toEqual(found);
    expect(parse(readFileSync(new URL('app/repository.yaml', ROOT), 'utf8'))).toMatchObject({
      name: expect.any(String),
      url: appManifest.url,
      maintainer: expect.any(String),
    });
  });

  it.each([
    ['icon.png', 128, 128],
    ['logo.png', 250, 100],
  ])('has %s of %i × %i', (name, width, height) => {
    const png = read(name);

    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
    expect(png.length).toBeLessThan(20_000);
  });
});
