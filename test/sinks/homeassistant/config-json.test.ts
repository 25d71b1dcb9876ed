import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allMetrics } from '../../../src/metrics/catalogue/index.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { readConfig, writeConfig } from '../../../src/sinks/homeassistant/config-json.js';
import { accountMessage } from '../../../src/sinks/homeassistant/device-discovery.js';
import { isOurs } from '../../../src/sinks/homeassistant/own-messages.js';

const context = { topics: createTopics('withings'), prefix: 'homeassistant', instance: 'i', version: '1.0.0' };
const everything = () =>
  accountMessage(context, {
    name: 'anna',
    displayName: 'Anna',
    userId: '1234567',
    units: 'metric',
    metrics: allMetrics().filter(({ owner }) => owner === 'account'),
  });
const config = {
  device: { name: 'Anna', identifiers: ['a'], model: 'Account' },
  origin: { name: 'withings2mqtt' },
  availability: [{ topic: 'withings/bridge/state' }],
  components: { platform: { platform: 'sensor', unique_id: 'x', state_topic: 't', name: 'Weight' } },
};

describe('a device message', () => {
  it('is written for people as long as it is small', () => {
    expect(JSON.parse(writeConfig(config))).toEqual(config);
  });

  it('has short keys when it is large, and never more than 64 KiB for all that an account can have', () => {
    const { payload } = everything();

    expect(Buffer.byteLength(payload)).toBeLessThan(64 * 1024);
    expect(JSON.parse(payload).cmps.weight).toMatchObject({
      p: 'sensor',
      '~': 'withings/anna/weight/attributes',
      stat_t: '~',
      json_attr_t: '~',
    });
    expect(readConfig(payload)?.components).toMatchObject({
      weight: { platform: 'sensor', state_topic: 'withings/anna/weight/attributes' },
    });
    expect(isOurs(payload, ['withings'])).toBe(true);
  });

  it('leaves component keys, and what is in the device, as they are', () => {
    expect(JSON.parse(writeConfig(config, 0))).toEqual({
      device: config.device,
      origin: config.origin,
      avty: config.availability,
      cmps: { platform: { p: 'sensor', uniq_id: 'x', stat_t: 't', name: 'Weight' } },
    });
  });

  it('reads the same however it was written', () => {
    const text = fc.oneof(fc.string(), fc.constant('~'));
    const topic = fc.constantFrom('a/b', 'c');
    const component = fc.record({ platform: text, state_topic: topic, json_attributes_topic: topic, name: text });
    const any = fc.record({
      device: fc.record({ name: text }),
      components: fc.dictionary(fc.stringMatching(/^[a-z_]+$/), component),
    });
    fc.assert(
      fc.property(any, (message) => {
        expect(readConfig(writeConfig(message, 0))).toEqual(readConfig(writeConfig(message)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', '[]', 'null', '{', '1'])('is none: %j', (text) => {
    expect(readConfig(text)).toBeUndefined();
  });
});
