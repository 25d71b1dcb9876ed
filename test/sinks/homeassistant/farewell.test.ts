import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../../src/metrics/catalogue/index.js';
import { accountMessage } from '../../../src/sinks/homeassistant/devices.js';
import { farewell, stateTopics } from '../../../src/sinks/homeassistant/farewell.js';
import { configOf, violations } from './rules.js';
import { ANNA, CONTEXT } from './samples.js';

const messageWith = (...keys: string[]) =>
  accountMessage(CONTEXT, { ...ANNA, metrics: keys.map((key) => accountMetric(key)!) });
const NOW = messageWith('weight', 'bmi');
const { topic } = NOW;
const parse = (payload: string | undefined) => configOf({ topic, payload: payload ?? '{}' });

describe('farewell', () => {
  it('takes leave of a component that is not wanted any more, and of no other', () => {
    const { payload: held } = messageWith('weight', 'height', 'bmi', 'last_sync');

    const { known, gone } = farewell(topic, held, NOW.payload)!;

    const { device, origin } = parse(NOW.payload);
    expect(JSON.parse(gone)).toEqual({
      device,
      origin,
      components: { height: { platform: 'sensor' }, last_sync: { platform: 'sensor' } },
    });
    const { height, last_sync } = parse(held).components;
    expect(parse(known)).toEqual({ ...parse(NOW.payload), components: { height, last_sync } });
    expect(violations({ topic, payload: known })).toEqual([]);
  });

  it('makes the device known as it is called now', () => {
    const old = accountMessage(CONTEXT, { ...ANNA, displayName: 'Old', metrics: [accountMetric('height')!] });

    expect(parse(farewell(topic, old.payload, NOW.payload)?.known).device).toMatchObject({ name: 'Anna' });
  });

  it('takes leave of a component that has become another kind of entity', () => {
    const changed = JSON.parse(NOW.payload);
    changed.components.bmi.platform = 'binary_sensor';

    expect(parse(farewell(topic, JSON.stringify(changed), NOW.payload)?.gone).components).toEqual({
      bmi: { platform: 'binary_sensor' },
    });
  });

  it('of a whole device is the empty message', () => {
    expect(farewell(topic, NOW.payload, undefined)).toEqual({ topic, known: NOW.payload, gone: '' });
  });

  it('is nothing where nothing parts', () => {
    expect(farewell(topic, messageWith('weight').payload, NOW.payload)).toBeUndefined();
    expect(farewell(topic, NOW.payload, NOW.payload)).toBeUndefined();
  });

  it.each(['', 'x', '{}', '[]', '{"components": {"a": {}}}'])(
    'is nothing for what is no device message: %s',
    (held) => {
      expect(farewell(topic, held, NOW.payload)).toBeUndefined();
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
