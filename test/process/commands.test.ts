import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startBroker } from '../../src/demo/broker.js';
import { ANNA } from '../demo/helpers.js';
import { folder, SECRET, withings2mqtt, world } from './world.js';

describe('check', () => {
  it('has a line for each thing that must work', async () => {
    const { config, authorize } = await world();
    await authorize();

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    const lines = program.stdout().trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'ok    config',
      'ok    credentials',
      'ok    login anna',
      'ok    login ben',
      'ok    broker',
    ]);
  });

  it('names the cause of what does not', async () => {
    const spare = await startBroker({ port: 0 });
    await spare.close();
    const { config, cloud, authorize } = await world({ brokerUrl: spare.url });
    await authorize('anna', ANNA);
    cloud.revoke(ANNA);

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(/FAIL {2}login anna: .*run: withings2mqtt auth anna/);
    expect(program.stdout()).toMatch(/FAIL {2}login ben: not authorised yet; run: withings2mqtt auth ben/);
    expect(program.stdout()).toMatch(/FAIL {2}broker: mqtt:.*connection refused/);
  });

  it('tells a wrong client secret from a dead login', async () => {
    const { config, authorize } = await world();
    await authorize();

    const program = withings2mqtt(['check', '-c', config], { WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: 'another-secret' });

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(/FAIL {2}credentials: .*check withings.client_id and withings.client_secret/);
    expect(program.output()).not.toContain('another-secret');
  });

  it.each([
    ['html', /an HTML page/],
    ['empty', /an empty body/],
    ['truncated', /JSON that breaks off/],
    ['reset', /no connection to Withings/],
  ] as const)('puts an answer that is %s into words', async (kind, words) => {
    const { config, cloud, authorize } = await world();
    await authorize();
    cloud.fault({ path: '/v2/signature', kind });

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(words);
  });
});

describe('measures', () => {
  it('prints JSON with every type that has a value', async () => {
    const { config, authorize } = await world();
    await authorize();

    const program = withings2mqtt(['measures', 'anna', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    const result = JSON.parse(program.stdout());
    expect(Object.keys(result).sort()).toEqual(['height', 'segmentalFatMass', 'weight']);
    expect(result.weight.map(({ value }: { value: number }) => value)).toEqual([71, 70.25]);
    expect(result.weight[0]).toMatchObject({ uom: 'kg', deviceId: 'd1' });
    expect(result.segmentalFatMass[0]).toMatchObject({ value: 5.21, position: 'left_arm' });
    expect(program.stderr()).toMatch(/measure type 4242 is not supported/);
  });

  it('prints CSV in pounds since a day', async () => {
    const { config, authorize } = await world();
    await authorize();
    const since = new Date(Date.now() - 7_200_000).toISOString().slice(0, 19);

    const program = withings2mqtt([
      'measures',
      'anna',
      '-c',
      config,
      '--pounds',
      '--format',
      'csv',
      '--since',
      `${since}Z`,
    ]);

    expect(await program.exit, program.output()).toBe(0);
    const [head, ...rows] = program.stdout().trim().split('\r\n');
    expect(head).toBe('metric,taken,value,uom,attribution,position,deviceId,created,modified');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/^weight,\d{4}-\d\d-\d\dT[\d:]+\+0[12]:00,154\.8747,lb,"measured by a device, known/);
  });

  it.each([
    [['--since', 'yesterday'], /2026-01-31/],
    [['--format', 'xml'], /json or csv/],
    [['--unknown'], /unknown option/],
  ])('refuses %j', async (args, words) => {
    const { config } = await world();

    const program = withings2mqtt(['measures', 'anna', '-c', config, ...args]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(words);
  });
});

describe('demo', () => {
  it('shows topics, values, units and times of a simulated account', async () => {
    const program = withings2mqtt(['demo', '--once']);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stdout()).toMatch(/mosquitto_sub -h 127.0.0.1 -p \d+ -t 'withings\/#' -v/);
    expect(program.stdout()).toMatch(/^withings\/anna\/weight +\d+\.?\d* kg +\d{4}-\d\d-\d\dT/m);
    expect(program.stdout()).toMatch(/^withings\/ben\/weight /m);
    expect(program.stderr()).toBe('');
  });

  it('goes on until it is stopped', async () => {
    const program = withings2mqtt(['demo']);
    await program.prints(/anna\/weight /);

    program.process.kill('SIGINT');

    expect(await program.exit, program.output()).toBe(0);
  });
});

describe('configuration and usage', () => {
  it.each([
    ['an empty file', '', /config.yaml.*: /],
    ['broken YAML', 'a: [', /config.yaml:1:\d+: /],
    ['an unknown key', 'withings:\n  client_secret: x\n  clientid: x\n', /config.yaml:3:3: .*client_id/],
    ['a list', '- a\n', /config.yaml:1:1: /],
  ])('ends with 2 and one line for %s, and starts nothing', async (_, text, words) => {
    const dir = await folder();
    await writeFile(join(dir, 'config.yaml'), text);

    const program = withings2mqtt(['run', '-c', join(dir, 'config.yaml')]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(words);
    expect(program.stderr().trim().split('\n')).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['config.yaml']);
  });

  it.each([[['--help']], [['run', '--help']], [['--version']]])('%j ends with 0', async (args) => {
    expect(await withings2mqtt(args).exit).toBe(0);
  });

  it.each([[[]], [['fly']], [['auth']], [['run', 'x']]])('%j ends with 2', async (args) => {
    expect(await withings2mqtt(args).exit).toBe(2);
  });

  it('says what a certificate file lacks', async () => {
    const { config } = await world({ yaml: '  ca: missing.pem\n' });

    const program = withings2mqtt(['run', '-c', config]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(/mqtt.ca: cannot read .*missing.pem \(ENOENT\)/);
  });
});

describe('damaged files', () => {
  it('keeps damaged tokens aside and asks for a new login', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await writeFile(data('tokens.json'), '{"version":1,"acc');

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/error anna: .*tokens.json is damaged.*withings2mqtt auth anna/);
    expect(await readFile(data('tokens.json.damaged-1'), 'utf8')).toBe('{"version":1,"acc');
  });

  it('keeps a damaged state aside and syncs anew', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;
    await writeFile(data('state.json'), 'x');

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stderr()).toMatch(/warn .*state.json is damaged.*state.json.damaged-1/);
    expect(JSON.parse(await readFile(data('state.json'), 'utf8')).accounts.anna.readings.weight.value).toBe(70.25);
  });
});

describe('secrets', () => {
  it('stay out of everything that is printed, also at debug and when things fail', async () => {
    const { config, cloud, authorize, data } = await world({ yaml: 'log:\n  level: debug\n' });
    await authorize();
    cloud.fault({ path: '/measure', kind: 'reset', times: 2 });
    cloud.fault({ path: '/v2/user', kind: 'html' });
    const before = JSON.parse(await readFile(data('tokens.json'), 'utf8')).accounts;

    const program = withings2mqtt(['run', '--once', '-c', config]);
    await program.exit;

    const after = JSON.parse(await readFile(data('tokens.json'), 'utf8')).accounts;
    const secrets = [before.anna, after.anna, before.ben].flatMap((pair) => [pair.access_token, pair.refresh_token]);
    expect(program.stderr()).toMatch(/debug asked Withings/);
    for (const secret of [SECRET, ...secrets]) expect(program.output()).not.toContain(secret);
  });
});
