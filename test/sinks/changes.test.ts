import { describe, expect, it } from 'vitest';
import { changesOf, devicesOf, everythingAgain } from '../../src/sinks/changes.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import { sampleReading } from '../mqtt/samples.js';
import { SCALE } from './homeassistant/samples.js';

const WEIGHT = sampleReading();
const PULSE = sampleReading({ metric: 'heart_pulse', value: 61 });
const BATTERY = sampleReading({ metric: 'battery', value: 'high' });
const STATE: PersonState = {
  ...EMPTY_PERSON,
  zone: 'Europe/Berlin',
  readings: { weight: WEIGHT, heart_pulse: PULSE },
  devices: { f00d: { device: SCALE, readings: { battery: BATTERY } } },
};
const seen = (after: PersonState, before?: PersonState) =>
  changesOf(after, before).map(({ reading, kind, device }) =>
    [kind, reading.metric, ...(device ? [device.device.id] : [])].join(' '),
  );

describe('changes', () => {
  it('are all that an earlier run left, at first', () => {
    expect(seen(STATE)).toEqual(['known weight', 'known heart_pulse', 'known battery f00d']);
  });

  it('are what is new afterwards, and nothing else', () => {
    const heavier = { ...STATE, readings: { ...STATE.readings, weight: { ...WEIGHT, value: 80 } } };

    expect(seen(heavier, STATE)).toEqual(['new weight']);
    expect(seen(STATE, EMPTY_PERSON)).toEqual(['new weight', 'new heart_pulse', 'new battery f00d']);
    expect(seen(STATE, { ...STATE, feeds: { measures: { cursor: 1 } } })).toEqual([]);
  });

  it('are all others again in another zone', () => {
    const moved = { ...STATE, zone: 'Asia/Kolkata', readings: { ...STATE.readings, weight: { ...WEIGHT, value: 80 } } };

    expect(seen(moved, STATE)).toEqual(['new weight', 'again heart_pulse', 'again battery f00d']);
  });

  it('are what a device says, with whether it is still there', () => {
    const low = { ...BATTERY, value: 'low' };
    const gone = { ...STATE, devices: { f00d: { device: SCALE, readings: { battery: low }, missingSince: 5 } } };

    expect(changesOf(gone, STATE)).toEqual([{ reading: low, kind: 'new', device: { device: SCALE, listed: false } }]);
    expect(devicesOf(gone)).toEqual([{ device: SCALE, listed: false }]);
  });

  it('take no key of an object for a metric or device', () => {
    const odd = { ...EMPTY_PERSON, devices: { constructor: { device: SCALE, readings: { toString: BATTERY } } } };

    expect(seen(odd, EMPTY_PERSON)).toEqual(['new battery f00d']);
  });
});

it('is everything once more when the first sync is complete', () => {
  expect(everythingAgain(STATE).map(({ kind }) => kind)).toEqual(['again', 'again', 'again']);
});
