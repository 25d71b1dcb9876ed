import { describe, expect, it } from 'vitest';
import { inBirthOrder } from '../../src/mqtt/birth-order.js';
import { createTopics } from '../../src/mqtt/topics.js';

const TOPICS = createTopics('withings');
describe('inBirthOrder', () => {
  const order = (...names: string[]) => inBirthOrder(new Map(names.map((name) => [name, 'x'])), TOPICS);

  it('has the bridge first, then who is available, then discovery, then what they say', () => {
    expect(
      order(
        'withings/anna/weight/attributes',
        'homeassistant/device/a/config',
        'withings/device/f00d/availability',
        'withings/bridge/info',
        'withings/anna/availability',
        'withings/bridge/state',
      ),
    ).toEqual([
      'withings/bridge/state',
      'withings/device/f00d/availability',
      'withings/anna/availability',
      'homeassistant/device/a/config',
      'withings/anna/weight/attributes',
      'withings/bridge/info',
    ]);
  });

  it('leaves out bare values, which Home Assistant does not read and flows take for something new', () => {
    expect(
      order(
        'withings/anna/weight/attributes',
        'withings/anna/weight',
        'withings/device/f00d/battery/attributes',
        'withings/device/f00d/battery',
      ),
    ).toEqual(['withings/anna/weight/attributes', 'withings/device/f00d/battery/attributes']);
  });

  it('has discovery before states also where it lies below the base topic', () => {
    expect(order('withings/anna/weight/attributes', 'withings/ha/device/a/config')).toEqual([
      'withings/ha/device/a/config',
      'withings/anna/weight/attributes',
    ]);
  });
});
