import { readdir, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN, group } from '../demo/helpers.js';
import { loginsOf, tablesOf } from '../stored.js';
import { hasOwnMounts, onSmallDisk } from './disk.js';
import { SECRET, subscriber, withings2mqtt, world } from './world.js';

/** For the lease, and what SQLite has beside an open store; not for what a round brings. */
const ROOM_TO_START = 45_056;

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

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
    const files = await readdir(data('.'));
    expect(files).toContain('withings2mqtt.db');
    for (const file of files) expect(await modeOf(data(file)), file).toBe('600');
    expect(await modeOf(data('.'))).toBe('700');
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
    const scale = await seen.sees('homeassistant/device/withings_d1/config', () => true);
    expect(JSON.parse(scale).device).toMatchObject({
      name: 'Body Scan',
      via_device: anna.device.via_device,
    });
    await seen.sees(`homeassistant/device/withings_${BEN}/config`, () => true);
    expect(anna.device.via_device).toMatch(/^withings2mqtt_/);
    await seen.sees(`homeassistant/device/${anna.device.via_device}/config`, () => true);
    expect(seen.messages.length).toBe(4);
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

  it.skipIf(!hasOwnMounts())(
    'ends with 1 when the disk is full before it could keep what it has learned, and shows it all the same (needs mounts of its own)',
    async () => {
      const { cloud, config, brokerUrl, authorize, data } = await world();
      await authorize();
      const once = async (room: number) => {
        const program = withings2mqtt(['run', '--once', '-c', config], {}, await onSmallDisk(data('.'), room));
        return { code: await program.exit, said: program.output() };
      };
      const first = withings2mqtt(['run', '--once', '-c', config]);
      expect(await first.exit, first.output()).toBe(0);
      const now = Math.floor(Date.now() / 1000);
      const weighIn = group(13, now, { measures: [{ value: 72, type: 1, unit: 0 }] });
      cloud.people.get(ANNA)!.measuregrps.push(weighIn);

      const full = await once(ROOM_TO_START);

      expect(full).toMatchObject({
        code: 1,
        said: expect.stringMatching(
          / error cannot use \S+withings2mqtt\.db: the disk is full; make room \(SQLITE_FULL\); what came since is kept in memory$/m,
        ),
      });
      const seen = await subscriber(brokerUrl, 'withings/anna/#');
      expect(await seen.sees('withings/anna/weight', () => true)).toBe('72');
      expect(await once(1_000_000)).toMatchObject({ code: 0 });
    },
  );

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

  it('clears what version 0.1.0 left and is provably ours, and nothing of others', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    const seen = await subscriber(brokerUrl);
    const retain = { retain: true, qos: 1 } as const;
    const ours = {
      device: {},
      origin: { name: 'withings2mqtt' },
      availability: [{ topic: 'withings/bridge/state' }],
      components: { weight: { platform: 'sensor', state_topic: 'withings/old/weight/attributes' } },
    };
    const theirs = { ...ours, availability: [{ topic: 'other/bridge/state' }] };
    const foreign = { origin: { name: 'zigbee2mqtt' }, components: {} };
    const lamp = 'homeassistant/device/lamp/config';
    const left = {
      'withings/old/weight': '1',
      'withings/old/weight/attributes': '{}',
      'withings/kitchen/temperature': '20',
      'homeassistant/device/withings_1/config': JSON.stringify(ours),
      'homeassistant/device/withings_2/config': JSON.stringify(theirs),
      [lamp]: JSON.stringify(foreign),
    };
    for (const [topic, payload] of Object.entries(left)) await seen.client.publishAsync(topic, payload, retain);

    expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);

    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    const gone = Object.keys(left).filter((topic) => seen.payload(topic) === '');
    expect(gone.sort()).toEqual([
      'homeassistant/device/withings_1/config',
      'withings/old/weight',
      'withings/old/weight/attributes',
    ]);
  });

  it('leaves what others keep below the same base topic alone, in every run', async () => {
    const { config, brokerUrl, authorize } = await world();
    await authorize();
    const seen = await subscriber(brokerUrl);
    const theirs = ['withings/kitchen/temperature', 'withings/washer/power/attributes', 'withings/device/x/battery'];

    for (const topic of theirs) await seen.client.publishAsync(topic, '1', { retain: true, qos: 1 });
    for (let run = 0; run < 2; run++) {
      expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);
    }

    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    expect(theirs.map((topic) => seen.payload(topic))).toEqual(['1', '1', '1']);
  });

  it('keeps tokens with the logins, and no other secret anywhere', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;

    const { login, ...others } = tablesOf(data('.'));

    expect(login).toHaveLength(2);
    expect(others.latest?.length).toBeGreaterThan(5);
    const text = JSON.stringify(others);
    for (const { accessToken, refreshToken } of await loginsOf(data('.'))) {
      expect(text).not.toContain(accessToken);
      expect(text).not.toContain(refreshToken);
    }
    expect(text + JSON.stringify(login)).not.toContain(SECRET);
  });
});
