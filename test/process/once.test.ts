import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { subscriber, withings2mqtt, world } from './world.js';

const FAULTS = new URL('../crash/faults-preload.mjs', import.meta.url);

describe('run --once', () => {
  it('publishes everything that the accounts have, retained and acknowledged', async () => {
    const { config, brokerUrl, authorize, data } = await world();
    await authorize();

    const program = withings2mqtt(['run', '--once', '-c', config]);
    expect(await program.exit, program.output()).toBe(0);

    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    await seen.sees('withings/bridge/info', () => true);
    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
    expect(await seen.sees('withings/anna/fat_mass_left_arm', () => true)).toBe('5.21');
    expect(await seen.sees('withings/anna/measure_4242', () => true)).toBe('42');
    expect(await seen.sees('withings/anna/height', () => true)).toBe('1.7');
    expect(await seen.sees('withings/anna/bmi', () => true)).toBe('24.308');
    expect(await seen.sees('withings/anna/goal_sleep', () => true)).toBe('8');
    expect(await seen.sees('withings/anna/availability', () => true)).toBe('online');
    expect(await seen.sees('withings/device/d1/battery', () => true)).toBe('high');
    expect(await seen.sees('withings/ben/weight', () => true)).toBe('176.3698');
    expect(JSON.parse(await seen.sees('withings/anna/weight/attributes', () => true))).toMatchObject({
      value: 70.25,
      unit: 'kg',
      attribution_code: 0,
      device_id: 'd1',
      device_model: 'Body+',
      group_id: '12',
    });
    expect(seen.messages.every(({ retained }) => retained)).toBe(true);
    const info = JSON.parse(seen.payload('withings/bridge/info') ?? '');
    expect(info.accounts.map((account: { user_id: string }) => account.user_id)).toEqual(['7001', '7002']);
    expect((await stat(data('tokens.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(data('.'))).mode & 0o777).toBe(0o700);
  });

  it('announces the bridge, the accounts and the Withings devices to Home Assistant', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();

    await withings2mqtt(['run', '--once', '-c', config]).exit;

    const seen = await subscriber(brokerUrl, 'homeassistant/#');
    const anna = JSON.parse(await seen.sees(`homeassistant/device/withings_${ANNA}/config`, () => true));
    expect(anna.components.weight).toMatchObject({
      platform: 'sensor',
      unique_id: `withings_${ANNA}_weight`,
      default_entity_id: 'sensor.withings_anna_weight',
      state_topic: 'withings/anna/weight/attributes',
      json_attributes_topic: 'withings/anna/weight/attributes',
      unit_of_measurement: 'kg',
    });
    expect(anna.components).not.toHaveProperty('spo2');
    const bridge = seen.messages.find(({ topic }) => topic.includes('/withings2mqtt_'));
    expect(`homeassistant/device/${anna.device.via_device}/config`).toBe(bridge?.topic);
    expect(JSON.parse(seen.payload('homeassistant/device/withings_d1/config') ?? '').device).toMatchObject({
      name: 'Body Scan',
      via_device: anna.device.via_device,
    });
    const order = seen.messages.map(({ topic }) => topic);
    expect(order.length).toBe(4);
  });

  it('publishes only what differs the second time', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');

    await withings2mqtt(['run', '--once', '-c', config]).exit;
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    const live = new Set(seen.messages.filter(({ retained }) => !retained).map(({ topic }) => topic));

    const expected = [
      'withings/bridge/state',
      'withings/bridge/info',
      'withings/anna/last_sync',
      'withings/ben/last_sync',
    ];
    for (const topic of live) expect(expected).toContain(topic.replace('/attributes', ''));
    expect(live.has('withings/bridge/info')).toBe(true);
  });

  it('announces each device as it will be, also while the cloud takes its time', async () => {
    const { config, brokerUrl, authorize, cloud } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;
    const seen = await subscriber(brokerUrl);
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    cloud.fault({ kind: 'hang' });
    const live = () => seen.messages.filter(({ retained }) => !retained).map(({ topic }) => topic);

    withings2mqtt(['run', '-c', config]);
    await seen.sees('withings/bridge/info', () => live().includes('withings/bridge/info'));

    expect(live().filter((topic) => topic.startsWith('homeassistant/'))).toEqual([]);
  });

  it('ends with 1 when the disk is full before it could keep what it has learned', async () => {
    const run = async (at: number) => {
      const { config, authorize, dir, data } = await world();
      await authorize();
      const log = join(dir, 'operations');
      const program = withings2mqtt(['run', '--once', '-c', config], {
        NODE_OPTIONS: `--import ${FAULTS}`,
        ...{ FAULT_FOLDER: dirname(data('state.json')), FAULT_LOG: log, FAULT_KIND: 'ENOSPC', FAULT_AT: String(at) },
      });
      return { code: await program.exit, program, operations: (await readFile(log, 'utf8')).split('\n') };
    };
    const { code, operations } = await run(0);
    expect(code).toBe(0);

    const full = await run(operations.findIndex((line) => /^open for writing .*state\.json/.test(line)) + 1);

    expect(full.code).toBe(1);
    expect(full.program.stderr()).toMatch(/ error cannot write state\.json/);
  });

  it('ends with 1 and says what to do when an account has no login, and still serves the other', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize('anna', ANNA);

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/error ben: .*run: withings2mqtt auth ben/);
    const seen = await subscriber(brokerUrl);
    expect(await seen.sees('withings/ben/availability', () => true)).toBe('offline');
    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
  });

  it('clears what is ours and stale, and nothing of others', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    const seen = await subscriber(brokerUrl);
    const retain = { retain: true, qos: 1 } as const;
    const ours = {
      origin: { name: 'withings2mqtt' },
      availability: [{ topic: 'withings/bridge/state' }],
      components: {},
    };
    const theirs = { ...ours, availability: [{ topic: 'other/bridge/state' }] };
    const foreign = { origin: { name: 'zigbee2mqtt' }, components: {} };
    await seen.client.publishAsync('withings/old/weight', '1', retain);
    await seen.client.publishAsync('homeassistant/device/withings_1/config', JSON.stringify(ours), retain);
    await seen.client.publishAsync('homeassistant/device/withings_2/config', JSON.stringify(theirs), retain);
    await seen.client.publishAsync('homeassistant/device/lamp/config', JSON.stringify(foreign), retain);

    expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);

    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    expect(seen.payload('withings/old/weight')).toBe('');
    expect(seen.payload('homeassistant/device/withings_1/config')).toBe('');
    expect(seen.payload('homeassistant/device/withings_2/config')).not.toBe('');
    expect(seen.payload('homeassistant/device/lamp/config')).not.toBe('');
  });

  it('keeps what the broker needs in files that hold no secret but the tokens', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;

    const [tokens, state] = await Promise.all(
      ['tokens.json', 'state.json'].map((name) => readFile(data(name), 'utf8')),
    );

    const { accounts } = JSON.parse(tokens ?? '');
    expect(state).not.toContain(accounts.anna.access_token);
    expect(state).not.toContain(accounts.anna.refresh_token);
  });
});
