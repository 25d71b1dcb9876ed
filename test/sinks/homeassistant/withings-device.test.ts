import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceMetric } from '../../../src/metrics/catalogue/index.js';
import { deviceMessage } from '../../../src/sinks/homeassistant/device-discovery.js';
import { configOf, violations } from './rules.js';
import { CONTEXT, SCALE } from './samples.js';

const BRIDGE = { topic: 'withings/bridge/state' };
const OWN = { topic: 'withings/device/f00d/availability' };
const BATTERY = deviceMetric('battery')!;

describe('deviceMessage', () => {
  it('describes the device, available as long as the bridge is and Withings lists it', () => {
    const message = deviceMessage(CONTEXT, SCALE, [BATTERY]);

    expect(message.topic).toBe('homeassistant/device/withings_f00d/config');
    const { device, components, ...rest } = configOf(message);
    expect(device).toEqual({
      identifiers: ['withings_f00d'],
      name: 'Body+',
      manufacturer: 'Withings',
      model: 'Body+',
      model_id: '5',
      sw_version: '1951',
      via_device: 'withings2mqtt_a1b2c3',
    });
    expect(rest).toMatchObject({ availability: [BRIDGE, OWN], availability_mode: 'all' });
    expect(components.battery).toMatchObject({
      unique_id: 'withings_f00d_battery',
      default_entity_id: 'sensor.withings_body_plus_battery',
      state_topic: 'withings/device/f00d/battery/attributes',
      options: ['low', 'medium', 'high'],
      entity_category: 'diagnostic',
    });
  });

  it.each([
    [{ model: undefined }, 'Scale'],
    [{ model: undefined, type: undefined }, 'Withings device'],
  ])('has a name without %o', (missing, name) => {
    const bare = { ...SCALE, ...missing, modelId: undefined, firmware: undefined };
    const message = deviceMessage(CONTEXT, bare, [BATTERY]);

    expect(configOf(message).device).toMatchObject({ name, model: name });
    expect(configOf(message).device).not.toHaveProperty('model_id');
    expect(violations(message)).toEqual([]);
  });

  it('is legal whatever Withings calls the device', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 9 }),
        fc.string({ minLength: 1, maxLength: 9 }),
        (id, model) => {
          expect(violations(deviceMessage(CONTEXT, { ...SCALE, id, model: `W${model}` }, [BATTERY]))).toEqual([]);
        },
      ),
    );
  });
});
