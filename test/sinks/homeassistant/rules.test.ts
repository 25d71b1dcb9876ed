import { describe, expect, it } from 'vitest';
import { allMetrics } from '../../../src/metrics/catalogue/index.js';
import { measureMetric } from '../../../src/metrics/catalogue/measures.js';
import { accountMessage, bridgeMessage, deviceMessage } from '../../../src/sinks/homeassistant/device-discovery.js';
import { violations } from './rules.js';
import { ANNA, CONTEXT, SCALE } from './samples.js';

const METRICS = [...allMetrics(), measureMetric(999), measureMetric(999, 3), measureMetric(1, 99)];
const OF_ACCOUNTS = METRICS.filter(({ owner }) => owner === 'account');
const OF_DEVICES = METRICS.filter(({ owner }) => owner === 'device');

describe("Home Assistant's rules", () => {
  it('are kept by the bridge', () => {
    expect(violations(bridgeMessage(CONTEXT))).toEqual([]);
  });

  it.each(['metric', 'us', 'uk'] as const)('are kept by every row of the catalogue in %s units', (units) => {
    const message = accountMessage(CONTEXT, { ...ANNA, units, metrics: OF_ACCOUNTS });

    expect(OF_ACCOUNTS.length).toBeGreaterThan(50);
    expect(violations(message)).toEqual([]);
  });

  it('are kept by every row of a device', () => {
    expect(OF_DEVICES.map(({ key }) => key)).toEqual(expect.arrayContaining(['battery', 'last_session']));
    expect(violations(deviceMessage(CONTEXT, SCALE, OF_DEVICES))).toEqual([]);
  });

  it('let numbers have a state class, and words none', () => {
    const odd = METRICS.filter(({ platform, deviceClass, stateClass, unit, precision }) => {
      const words = deviceClass === 'enum' || deviceClass === 'timestamp' || (unit === null && precision === undefined);
      return platform === 'sensor' && (words ? stateClass !== undefined && deviceClass !== undefined : !stateClass);
    });

    expect(odd.map(({ key }) => key)).toEqual([]);
  });

  it.each([
    ['the message has the unknown key ~', { '~': 'x' }],
    ['the device has the unknown key id', { device: { identifiers: ['a'], name: 'b', id: 1 } }],
  ])('are checked: %s', (problem, change) => {
    const message = bridgeMessage(CONTEXT);
    const config = { ...JSON.parse(message.payload), ...change };

    expect(violations({ ...message, payload: JSON.stringify(config) })).toEqual([problem]);
  });

  it.each([
    ['weight: unit C with temperature', { device_class: 'temperature', unit_of_measurement: 'C' }],
    ['weight: unit undefined with weight', { unit_of_measurement: undefined }],
    ['weight: state class measurement with timestamp', { device_class: 'timestamp', unit_of_measurement: undefined }],
    ['weight: options without enum', { options: ['a'] }],
    ['weight: last reset without total', { last_reset_value_template: 'x' }],
    ['weight: the entity id is not of this platform', { default_entity_id: 'withings_anna_weight' }],
    ['weight: a category that is not allowed', { entity_category: 'config' }],
    ["weight: the name begins with the device's", { name: 'Anna weight' }],
    ['weight: no unique id', { unique_id: 'with a space' }],
  ])('are checked: %s', (problem, change) => {
    const message = accountMessage(CONTEXT, { ...ANNA, metrics: [measureMetric(1)] });
    const config = JSON.parse(message.payload);
    Object.assign(config.components.weight, change);

    expect(violations({ ...message, payload: JSON.stringify(config) })).toEqual([problem]);
  });
});
