import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/feeds/index.js';
import { readingEvent } from '../../src/metrics/event.js';
import { reading, TAKEN } from './samples.js';

describe('readingEvent', () => {
  it('gathers what has a value', () => {
    const rows = [
      reading({ metric: 'fat_mass', value: null, attribution: 5 }),
      reading(),
      reading({ metric: 'heart_pulse', value: 61 }),
      reading({ metric: 'visceral_fat', value: 0 }),
    ];

    expect(readingEvent('measure', rows)).toEqual({
      id: 'measure/5000000001',
      type: 'measure',
      takenAt: TAKEN,
      attribution: 0,
      deviceModel: 'Body+',
      groupId: '5000000001',
      values: { weight: 72.35, heart_pulse: 61, visceral_fat: 0 },
    });
  });

  it('says where Withings does not stand by it', () => {
    expect(readingEvent('measure', [reading({ inconclusive: true })])).toMatchObject({ inconclusive: true });
    expect(readingEvent('measure', [reading()])).not.toHaveProperty('inconclusive');
  });

  it('is the same in whatever order the rows of its group came', () => {
    const rows = [
      reading({ value: 72 }),
      reading({ attribution: 8, deviceModel: 'Body' }),
      reading({ metric: 'fat_mass', attribution: 8, value: 20 }),
    ];

    expect(readingEvent('measure', rows.toReversed())).toEqual(readingEvent('measure', rows));
    expect(readingEvent('measure', rows)).toMatchObject({ attribution: 0, values: { weight: 72, fat_mass: 20 } });
  });

  it('is none without a value', () => {
    expect(readingEvent('sleep', [])).toBeUndefined();
    expect(readingEvent('sleep', [reading({ value: null })])).toBeUndefined();
  });

  it('tells kinds with the same id apart', () => {
    const ids = EVENT_TYPES.map((type) => readingEvent(type, [reading()])?.id);

    expect(new Set(ids).size).toBe(EVENT_TYPES.length);
  });
});
