import { describe, expect, it } from 'vitest';
import { accountMetric, deviceMetric } from '../../../src/metrics/catalogue/index.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { accountMessage, bridgeMessage, deviceMessage } from '../../../src/sinks/homeassistant/device-discovery.js';
import { isOurs } from '../../../src/sinks/homeassistant/own-messages.js';
import { ANNA, CONTEXT, SCALE } from './samples.js';

const under = (base: string) => ({ ...CONTEXT, topics: createTopics(base) });
const messages = (base: string) => [
  bridgeMessage(under(base)).payload,
  accountMessage(under(base), { ...ANNA, metrics: [accountMetric('weight')!] }).payload,
  accountMessage(under(base), ANNA).payload,
  deviceMessage(under(base), SCALE, [deviceMetric('battery')!]).payload,
];
const changed = (change: (config: Record<string, unknown>) => void) => {
  const config = JSON.parse(messages('withings')[1] ?? '');
  change(config);
  return JSON.stringify(config);
};

describe('isOurs', () => {
  it('knows every message of this bridge', () => {
    for (const base of ['withings', 'home/withings']) {
      expect(messages(base).map((payload) => isOurs(payload, [base]))).toEqual([true, true, true, true]);
    }
  });

  it('knows them still after a change of name, version, units or instance', () => {
    const other = { ...CONTEXT, instance: 'ffff', version: '0.0.1' };

    expect(isOurs(accountMessage(other, { ...ANNA, name: 'old', units: 'us' }).payload, ['withings'])).toBe(true);
    expect(isOurs(bridgeMessage(other).payload, ['withings'])).toBe(true);
  });

  it.each([
    ['another base topic', 'other', 'withings'],
    ['a base topic that only begins alike', 'withings2', 'withings'],
    ['a base topic below ours', 'withings/second', 'withings'],
    ['a base topic above ours', 'home', 'home/withings'],
  ])('leaves alone an instance with %s', (_, theirs, ours) => {
    expect(messages(theirs).map((payload) => isOurs(payload, [ours]))).toEqual([false, false, false, false]);
  });

  it.each<[string, string]>([
    [
      'another origin',
      changed((config) => Object.assign(config, { origin: { name: 'zigbee2mqtt' }, note: 'withings2mqtt' })),
    ],
    ['no origin', changed((config) => Object.assign(config, { origin: undefined, note: 'withings2mqtt' }))],
    ['no components', changed((config) => Object.assign(config, { components: undefined }))],
    ['odd components', changed((config) => Object.assign(config, { components: [1], availability: 'withings2mqtt' }))],
    ['a word of ours alone', '"withings2mqtt"'],
    ['no JSON', '{"origin":{"name":"withings2mqtt"},'],
    ['nothing', ''],
    ['null', 'null'],
    ['depth without end', `${'['.repeat(200_000)}"withings2mqtt"`],
  ])('leaves alone %s', (_, payload) => {
    expect(isOurs(payload, ['withings'])).toBe(false);
  });

  it('reads huge ones', () => {
    const more = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`c${n}`, { platform: 'sensor', n }]));
    const huge = changed((config) => Object.assign(config.components as object, more));

    expect(huge.length).toBeGreaterThan(100_000);
    expect(isOurs(huge, ['withings'])).toBe(true);
    expect(isOurs(huge, ['other'])).toBe(false);
  });
});
