import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../../src/metrics/catalogue/index.js';
import { accountMessage } from '../../../src/sinks/homeassistant/device-discovery.js';
import { stateTopics, tombstone } from '../../../src/sinks/homeassistant/tombstone.js';
import { configOf, violations } from './rules.js';
import { ANNA, CONTEXT } from './samples.js';

const messageWith = (...keys: string[]) =>
  accountMessage(CONTEXT, { ...ANNA, metrics: keys.map((key) => accountMetric(key)!) });
const NOW = messageWith('weight', 'bmi');
const { topic } = NOW;
const parse = (payload: string | undefined) => configOf({ topic, payload: payload ?? '{}' });

describe('tombstone', () => {
  it('takes away a component that is not wanted any more, and of no other', () => {
    const { payload: retained } = messageWith('weight', 'height', 'bmi', 'last_sync');

    const { known, gone } = tombstone(topic, retained, NOW.payload)!;

    const { device, origin } = parse(NOW.payload);
    expect(JSON.parse(gone)).toEqual({
      device,
      origin,
      components: { height: { platform: 'sensor' }, last_sync: { platform: 'sensor' } },
    });
    const { height, last_sync } = parse(retained).components;
    expect(parse(known)).toEqual({ ...parse(NOW.payload), components: { height, last_sync } });
    expect(violations({ topic, payload: known })).toEqual([]);
  });

  it('makes the device known as it is called now', () => {
    const old = accountMessage(CONTEXT, { ...ANNA, displayName: 'Old', metrics: [accountMetric('height')!] });

    expect(parse(tombstone(topic, old.payload, NOW.payload)?.known).device).toMatchObject({ name: 'Anna' });
  });

  it('takes away a component that has become another kind of entity', () => {
    const changed = JSON.parse(NOW.payload);
    changed.components.bmi.platform = 'binary_sensor';

    expect(parse(tombstone(topic, JSON.stringify(changed), NOW.payload)?.gone).components).toEqual({
      bmi: { platform: 'binary_sensor' },
    });
  });

  it('of a whole device is the empty message', () => {
    expect(tombstone(topic, NOW.payload, undefined)).toEqual({ topic, known: NOW.payload, gone: '' });
  });

  it('is nothing where nothing goes', () => {
    expect(tombstone(topic, messageWith('weight').payload, NOW.payload)).toBeUndefined();
    expect(tombstone(topic, NOW.payload, NOW.payload)).toBeUndefined();
  });

  it.each(['', 'x', '{}', '[]', '{"components": {"a": {}}}'])(
    'is nothing for what is no device message: %s',
    (retained) => {
      expect(tombstone(topic, retained, NOW.payload)).toBeUndefined();
    },
  );
});

describe('stateTopics', () => {
  it('are those that the entities read', () => {
    expect(stateTopics(NOW.payload)).toEqual([
      'withings/anna/weight/attributes',
      'withings/anna/bmi/attributes',
      'withings/anna/reading',
    ]);
    expect(stateTopics('{')).toEqual([]);
  });
});
