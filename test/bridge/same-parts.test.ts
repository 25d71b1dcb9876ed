import { describe, expect, it } from 'vitest';
import { withSameParts } from '../../src/bridge/same-parts.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import { sampleReading } from '../mqtt/samples.js';

const BEFORE: PersonState = {
  ...EMPTY_PERSON,
  zone: 'utc',
  readings: { weight: sampleReading() },
  seen: { 1: 5, 2: 6 },
  midnights: { a: 5, b: 6 },
};

describe('a state after an answer', () => {
  it('is the very one before when it says the same, in whatever order', () => {
    const after: PersonState = {
      seen: { 2: 6, 1: 5 },
      midnights: { b: 6, a: 5 },
      readings: { weight: { ...sampleReading() } },
      ...{ devices: {}, feeds: {}, zone: 'utc' },
    };

    expect(withSameParts(after, BEFORE)).toBe(BEFORE);
    expect(withSameParts(BEFORE, BEFORE)).toBe(BEFORE);
  });

  it('keeps the parts that say the same, and has what is new', () => {
    const after = { ...BEFORE, readings: { ...BEFORE.readings }, seen: { ...BEFORE.seen, 3: 7 } };

    const same = withSameParts(after, BEFORE);

    expect(same).toEqual(after);
    expect(same.readings).toBe(BEFORE.readings);
    expect(same.seen).not.toBe(BEFORE.seen);
  });

  it('is another one when a part has come or gone', () => {
    const { seen: _, ...without } = BEFORE;

    expect(withSameParts(without, BEFORE)).toEqual(without);
    expect(withSameParts({ ...BEFORE, zone: 'UTC' }, BEFORE)).toEqual({ ...BEFORE, zone: 'UTC' });
  });
});
