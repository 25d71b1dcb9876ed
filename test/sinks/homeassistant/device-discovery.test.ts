import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../../src/metrics/catalogue/index.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { accountMessage, bridgeMessage } from '../../../src/sinks/homeassistant/device-discovery.js';
import { configOf } from './rules.js';
import { ANNA, CONTEXT } from './samples.js';

const rows = (...keys: string[]) => keys.map((key) => accountMetric(key)!);
const BRIDGE = { topic: 'withings/bridge/state' };

describe('bridgeMessage', () => {
  it('tells whether the bridge is there, its version, and takes a press', () => {
    const message = bridgeMessage(CONTEXT);

    const { device, origin, components, ...rest } = configOf(message);
    expect(message.topic).toBe('homeassistant/device/withings2mqtt_a1b2c3/config');
    expect(device).toEqual({
      identifiers: ['withings2mqtt_a1b2c3'],
      name: 'Withings bridge',
      manufacturer: 'withings2mqtt',
      sw_version: '1.2.3',
    });
    expect(origin).toEqual({ name: 'withings2mqtt', sw_version: '1.2.3' });
    expect(rest).toEqual({ qos: 1 });
    expect(components.connection_state).toMatchObject({
      unique_id: 'withings2mqtt_a1b2c3_connection_state',
      state_topic: 'withings/bridge/state',
      payload_on: 'online',
      payload_off: 'offline',
    });
    expect(components.connection_state?.availability).toBeUndefined();
    expect(components.version).toMatchObject({ state_topic: 'withings/bridge/info', availability: [BRIDGE] });
    expect(components.refresh).toMatchObject({
      platform: 'button',
      command_topic: 'withings/bridge/request/refresh',
      payload_press: '{}',
      availability: [BRIDGE],
    });
  });
});

describe('the bridge device of several bridges at one Home Assistant', () => {
  it.each([
    ['withings', 'Withings bridge', 'withings_bridge'],
    ['withings2', 'Withings bridge withings2', 'withings2_bridge'],
    ['home/Health', 'Withings bridge home/Health', 'home_health_bridge'],
    ['健康', 'Withings bridge 健康', 'withings_a1b2c3_bridge'],
  ])('says which one it is by its base topic: %s', (base, name, id) => {
    const { device, components } = configOf(bridgeMessage({ ...CONTEXT, topics: createTopics(base) }));

    expect(device.name).toBe(name);
    expect(Object.values(components).map(({ default_entity_id }) => default_entity_id)).toEqual([
      `binary_sensor.${id}_connection_state`,
      `sensor.${id}_version`,
      `button.${id}_refresh`,
    ]);
  });
});

describe('accountMessage', () => {
  it('describes the person and what has been measured', () => {
    const message = accountMessage(CONTEXT, { ...ANNA, metrics: rows('weight') });

    expect(message.topic).toBe('homeassistant/device/withings_1234567/config');
    const { device, components, ...rest } = configOf(message);
    expect(device).toEqual({
      identifiers: ['withings_1234567'],
      name: 'Anna',
      manufacturer: 'Withings',
      model: 'Account',
      via_device: 'withings2mqtt_a1b2c3',
    });
    expect(rest).toMatchObject({
      availability: [BRIDGE, { topic: 'withings/anna/availability' }],
      availability_mode: 'all',
      qos: 1,
    });
    expect(Object.keys(components)).toEqual(['weight', 'reading', 'refresh']);
    expect(components.weight).toEqual({
      platform: 'sensor',
      unique_id: 'withings_1234567_weight',
      default_entity_id: 'sensor.withings_anna_weight',
      name: 'Weight',
      state_topic: 'withings/anna/weight/attributes',
      value_template: '{{ value_json.value }}',
      json_attributes_topic: 'withings/anna/weight/attributes',
      device_class: 'weight',
      unit_of_measurement: 'kg',
      state_class: 'measurement',
      suggested_display_precision: 2,
    });
    expect(components.refresh).toMatchObject({
      platform: 'button',
      unique_id: 'withings_1234567_refresh',
      default_entity_id: 'button.withings_anna_refresh',
      command_topic: 'withings/bridge/request/refresh',
      payload_press: '{"account":"anna"}',
      availability: [BRIDGE],
    });
  });

  it('lets what tells why an account is away be there while it is', () => {
    const metrics = rows('last_sync', 'authorization', 'api_problem', 'last_measurement', 'bmi');
    const { components } = configOf(accountMessage(CONTEXT, { ...ANNA, metrics }));

    for (const key of ['last_sync', 'authorization', 'api_problem']) {
      expect(components[key]).toMatchObject({ availability: [BRIDGE], availability_mode: 'all' });
    }
    expect(components.last_measurement).not.toHaveProperty('availability');
    expect(components.bmi).not.toHaveProperty('availability');
  });

  it('writes the states of binary sensors as its templates will', () => {
    const { components } = configOf(
      accountMessage(CONTEXT, { ...ANNA, metrics: rows('authorization', 'api_problem') }),
    );

    expect(components.authorization).toMatchObject({
      platform: 'binary_sensor',
      payload_on: 'required',
      payload_off: 'ok',
    });
    expect(components.api_problem).toMatchObject({ payload_on: 'True', payload_off: 'False' });
  });

  it('hides what few people want, and marks what is about the bridge', () => {
    const { components } = configOf(accountMessage(CONTEXT, { ...ANNA, metrics: rows('fat_mass_torso', 'last_sync') }));

    expect(components.fat_mass_torso).toMatchObject({ enabled_by_default: false });
    expect(components.fat_mass_torso).not.toHaveProperty('entity_category');
    expect(components.last_sync).toMatchObject({ entity_category: 'diagnostic' });
    expect(components.last_sync).not.toHaveProperty('enabled_by_default');
  });

  it('lists the words of a classification', () => {
    const { components } = configOf(accountMessage(CONTEXT, { ...ANNA, metrics: rows('afib_ecg') }));

    expect(components.afib_ecg).toMatchObject({ device_class: 'enum' });
    expect(components.afib_ecg?.options).toEqual(expect.arrayContaining(['negative', 'positive', 'unknown']));
  });

  it.each([
    ['metric', ['kg', '°C', 'm', 'h', undefined]],
    ['us', ['lb', '°F', 'ft', 'h', undefined]],
    ['uk', ['st', '°C', 'ft', 'h', undefined]],
  ] as const)('has the units of %s', (units, expected) => {
    const keys = ['weight', 'temperature', 'height', 'goal_sleep', 'visceral_fat'];
    const { components } = configOf(accountMessage(CONTEXT, { ...ANNA, units, metrics: rows(...keys) }));

    expect(keys.map((key) => components[key]?.unit_of_measurement)).toEqual(expected);
  });

  it('builds ids from nothing that can change', () => {
    const metrics = rows('weight', 'authorization');
    const renamed = { ...ANNA, name: 'a-b', displayName: 'B', units: 'us', metrics } as const;
    const elsewhere = { ...CONTEXT, topics: createTopics('other'), version: '2', prefix: 'ha' };
    const ids = ({ device, components }: ReturnType<typeof configOf>) => [
      device.identifiers,
      Object.values(components).map((component) => component.unique_id),
    ];

    const before = configOf(accountMessage(CONTEXT, { ...ANNA, metrics }));
    const after = configOf(accountMessage(elsewhere, renamed));

    expect(ids(after)).toEqual(ids(before));
    expect(after.components.weight).toMatchObject({
      default_entity_id: 'sensor.withings_a_b_weight',
      state_topic: 'other/a-b/weight/attributes',
    });
  });
});
