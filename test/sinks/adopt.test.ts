import { describe, expect, it } from 'vitest';
import { accountMetric, deviceMetric } from '../../src/metrics/catalogue/index.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { provablyOurs } from '../../src/sinks/adopt.js';
import { accountMessage, deviceMessage } from '../../src/sinks/homeassistant/device-discovery.js';
import { DISCOVERY_MESSAGES } from '../../src/sinks/homeassistant/messages.js';
import { ANNA, CONTEXT, SCALE } from './homeassistant/samples.js';

const topics = createTopics('withings');
const KNOWN = new Map([['anna', '1234567']]);
const ACCOUNT = accountMessage(CONTEXT, { ...ANNA, name: 'gone', metrics: [accountMetric('weight')!] });
const DEVICE = deviceMessage(CONTEXT, SCALE, [deviceMetric('battery')!]);

const adopted = (...retained: readonly (readonly [string, string])[]) => [
  ...provablyOurs(new Map(retained), topics, KNOWN, DISCOVERY_MESSAGES).keys(),
];
const each = (...names: readonly string[]) => names.map((name) => [name, 'x'] as const);

describe('what version 0.1.0 left', () => {
  it('is known by discovery messages of ours, and by the topics that they name', () => {
    expect(
      adopted(
        [ACCOUNT.topic, ACCOUNT.payload],
        [DEVICE.topic, DEVICE.payload],
        ...each('withings/gone/weight', 'withings/gone/weight/attributes', 'withings/gone/availability'),
        ...each('withings/device/f00d/battery', 'withings/device/f00d/availability', 'withings/gone/heart_pulse'),
        ...each('withings/device/beef/availability'),
      ),
    ).toEqual([
      ACCOUNT.topic,
      DEVICE.topic,
      'withings/gone/weight',
      'withings/gone/weight/attributes',
      'withings/gone/availability',
      'withings/device/f00d/battery',
      'withings/device/f00d/availability',
    ]);
  });

  it('is known by the name of an account that something is kept of, and a metric of the catalogue', () => {
    const ours = each('withings/anna/weight/attributes', 'withings/anna/weight', 'withings/anna/availability');

    expect(adopted(...ours, ...each('withings/anna/diary', 'withings/ben/weight', 'withings/anna/weight/a'))).toEqual(
      ours.map(([topic]) => topic),
    );
  });

  it('is nothing of others', () => {
    const theirs = ACCOUNT.payload.replaceAll('withings/', 'second/');

    expect(adopted([ACCOUNT.topic, theirs], ...each('withings/gone/weight', 'second/anna/weight'))).toEqual([]);
  });

  it('says of whom, and of which device', () => {
    const ours = provablyOurs(
      new Map([[DEVICE.topic, DEVICE.payload], ...each('withings/anna/weight', 'withings/device/f00d/battery')]),
      topics,
      KNOWN,
      DISCOVERY_MESSAGES,
    );

    expect([...ours.values()]).toEqual([
      { kind: 'discovery', userId: undefined, device: undefined },
      { kind: 'value', userId: '1234567', device: undefined },
      { kind: 'value', userId: undefined, device: 'f00d' },
    ]);
  });
});
