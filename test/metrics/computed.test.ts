import { describe, expect, it } from 'vitest';
import { computedReadings } from '../../src/metrics/computed.js';
import { withoutValue } from '../../src/metrics/latest.js';
import type { Latest, Reading } from '../../src/metrics/reading.js';
import { latest, reading, TAKEN } from './samples.js';

const HEIGHT = reading({ metric: 'height', value: 1.78, unit: 'm', takenAt: 100, groupId: '1', source: 'getmeas/4' });
const computed = (metric: string, of: Latest) => computedReadings(of).find((row) => row.metric === metric);

describe('bmi', () => {
  it('is the weight over the square of the last height, at the time of the weight', () => {
    expect(computed('bmi', latest(reading(), HEIGHT))).toEqual(
      reading({ metric: 'bmi', value: 22.8349, unit: 'kg/m²', source: 'computed' }),
    );
  });

  it('goes along with a newer height, at the time of the weight', () => {
    const grown = { ...HEIGHT, value: 1.8, takenAt: TAKEN + 900 };

    expect(computed('bmi', latest(reading(), grown))).toMatchObject({ value: 22.3302, takenAt: TAKEN });
  });

  it.each([
    ['no height', [reading()]],
    ['no weight', [HEIGHT]],
    ['nothing', []],
  ])('there is none with %s', (_, rows) => expect(computed('bmi', latest(...rows))).toBeUndefined());

  it.each<readonly [string, Reading[]]>([
    ['a height that has gone', [reading(), withoutValue(HEIGHT)]],
    ['a height of 0', [reading(), { ...HEIGHT, value: 0 }]],
    ['a weight that has gone', [withoutValue(reading()), HEIGHT]],
  ])('has no value with %s', (_, rows) => {
    expect(computed('bmi', latest(...rows))).toMatchObject({ value: null, unit: 'kg/m²' });
  });
});

describe('last_measurement', () => {
  it('is the newest time of a measure, with the device it was made on', () => {
    const pulse = reading({ metric: 'heart_pulse', takenAt: TAKEN + 60, deviceId: 'cdcd', deviceModel: 'BPM Connect' });

    expect(computed('last_measurement', latest(reading(), pulse, HEIGHT))).toEqual(
      reading({
        metric: 'last_measurement',
        value: TAKEN + 60,
        unit: null,
        takenAt: TAKEN + 60,
        createdAt: TAKEN + 60,
        modifiedAt: TAKEN + 60,
        attribution: null,
        deviceId: 'cdcd',
        deviceModel: 'BPM Connect',
        groupId: null,
        source: 'computed',
      }),
    );
  });

  it('looks at measures alone: no goals, nothing computed, nothing that has gone', () => {
    const later = { takenAt: TAKEN + 9000 };
    const goal = reading({ metric: 'goal_weight', groupId: null, source: 'getgoals/weight', ...later });
    const bmi = reading({ metric: 'bmi', source: 'computed', ...later });
    const gone = { ...reading({ metric: 'fat_mass', ...later }), value: null };

    expect(computed('last_measurement', latest(goal, bmi, gone, reading()))?.value).toBe(TAKEN);
  });

  it('there is none without a measure', () => {
    expect(computed('last_measurement', latest())).toBeUndefined();
    expect(computed('last_measurement', latest(withoutValue(reading())))).toBeUndefined();
  });
});
