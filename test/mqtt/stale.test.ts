import { describe, expect, it } from 'vitest';
import { inBirthOrder, staleTopics } from '../../src/mqtt/stale.js';
import { createTopics } from '../../src/mqtt/topics.js';

const TOPICS = createTopics('withings');
const HELD = [
  'withings/bridge/state',
  'withings/bridge/request/refresh',
  'withings/anna/weight',
  'withings/anna/weight/attributes',
  'withings/anna/gone',
  'withings/ben/gone',
  'withings/moved/weight',
  'withings/device/f00d/battery',
  'withings/device/gone/battery',
  'homeassistant/device/withings_f00d/config',
  'homeassistant/device/withings_gone/config',
];
const WANTED = new Map(
  ['withings/bridge/state', 'withings/anna/weight', 'withings/anna/weight/attributes', 'withings/device/f00d/battery']
    .concat('homeassistant/device/withings_f00d/config')
    .map((topic) => [topic, 'x']),
);
const stale = (...incomplete: string[]) => staleTopics(HELD, WANTED, TOPICS, incomplete);

describe('staleTopics', () => {
  it('are those that nobody wants, of metrics, accounts and devices that are gone', () => {
    expect(stale()).toEqual([
      'withings/anna/gone',
      'withings/ben/gone',
      'withings/moved/weight',
      'withings/device/gone/battery',
      'homeassistant/device/withings_gone/config',
    ]);
  });

  it('are none of an account whose picture may not be complete, nor of what accounts share', () => {
    expect(stale('anna')).toEqual(['withings/ben/gone', 'withings/moved/weight']);
    expect(stale('anna', 'ben')).toEqual(['withings/moved/weight']);
    expect(stale('ann')).toContain('withings/anna/gone');
  });

  it('are no requests: those are not ours to clear', () => {
    expect(staleTopics(['withings/bridge/request/refresh'], new Map(), TOPICS, [])).toEqual([]);
  });
});

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
