import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldMetric } from '../../src/metrics/catalogue/field.js';
import { SLEEP_METRICS } from '../../src/metrics/catalogue/sleep.js';
import { WORKOUT_METRICS } from '../../src/metrics/catalogue/workouts.js';
import { decodeEcg, decodeNap, decodeNight, decodeWorkout, fieldValue } from '../../src/metrics/decode/records.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { HealthRecord } from '../../src/withings/record.js';

const RECORD: HealthRecord = {
  id: '42',
  date: '2026-03-01',
  timezone: 'Europe/Berlin',
  start: 1000,
  end: 8200,
  created: 8300,
  modified: 9000,
  attribution: 7,
  category: 2,
  deviceId: 'watch',
  model: 'ScanWatch',
  data: {},
};

const row = (more: Partial<FieldMetric>): FieldMetric => ({ ...SLEEP_METRICS[2]!, ...more });
const HOURS = row({ unit: 'h', deviceClass: 'duration', stateClass: 'measurement', per: 3600 });
const values = (readings: readonly Reading[]) =>
  Object.fromEntries(readings.filter(({ value }) => value !== null).map(({ metric, value }) => [metric, value]));

describe('a record', () => {
  it('gives its times, device and group to each reading', () => {
    for (const reading of decodeWorkout(RECORD)) {
      expect(reading).toMatchObject({
        takenAt: 8200,
        createdAt: 8300,
        modifiedAt: 9000,
        attribution: 7,
        deviceId: 'watch',
        deviceModel: 'ScanWatch',
        groupId: '42',
      });
    }
  });

  it('has null for what it does not know', () => {
    const bare = { ...RECORD, attribution: undefined, deviceId: undefined, model: undefined };

    expect(decodeNight(bare)[0]).toMatchObject({ attribution: null, deviceId: null, deviceModel: null });
  });

  it('has a reading for each metric, so that nothing of another record stays', () => {
    expect(decodeNight(RECORD).map(({ metric }) => metric)).toEqual(SLEEP_METRICS.map(({ key }) => key));
    expect(decodeWorkout(RECORD).map(({ metric }) => metric)).toEqual(WORKOUT_METRICS.map(({ key }) => key));
  });

  it('never lets its data stand in for its own times, kind or length', () => {
    const sly = { ...RECORD, data: { category: 'yoga', duration: 5 } };

    expect(values(decodeWorkout(sly))).toMatchObject({ workout_type: 'run', workout_duration: 120 });
  });
});

describe('a nap', () => {
  it.each([
    [{ total_sleep_time: 1800 }, 30],
    [{ total_sleep_time: 0, asleepduration: 1200 }, 20],
    [{ asleepduration: 1200 }, 20],
    [{}, 120],
    [{ total_sleep_time: 0 }, 120],
  ])('with %j lasts %i minutes', (data, minutes) => {
    expect(values(decodeNap({ ...RECORD, data }))).toEqual({ nap_duration: minutes, nap_start: 1000 });
  });
});

describe('an ECG', () => {
  it('says when it was recorded, and what else it knows', () => {
    expect(values(decodeEcg({ ...RECORD, data: {} }))).toEqual({ ecg_recorded: 1000 });
    expect(values(decodeEcg({ ...RECORD, data: { afib: 2, heart_rate: 61, signalid: 5 } }))).toEqual({
      ecg_afib: 'inconclusive',
      ecg_heart_rate: 61,
      ecg_recorded: 1000,
    });
  });
});

describe('fieldValue', () => {
  const words = row({ options: ['unknown', 'usual', 'elevated'], deviceClass: 'enum', unit: null });
  const word = { key: 'x', name: 'X', unit: null, platform: 'sensor', field: 'x' } as unknown as FieldMetric;
  const plain = row({ unit: null, stateClass: 'measurement' });
  const time = { ...word, deviceClass: 'timestamp' as const };

  it.each<[string, number | string | undefined, FieldMetric, unknown]>([
    ['seconds as hours', 5000, HOURS, 1.3889],
    ['a share as percent', 0.8765, row({ unit: '%', per: 0.01 }), 87.65],
    ['a number as it is', 1.23456789, plain, 1.23456789],
    ['zero', 0, plain, 0],
    ['a zero that means none', 0, row({ zeroIsNone: true }), null],
    ['a number below 0, where there can be none', -1, plain, null],
    ['one where there can', -1.5, row({ unit: null, negative: true, zeroIsNone: true }), -1.5],
    ['nothing', undefined, plain, null],
    ['a word in a number’s place', 'many', plain, null],
    ['a word in a duration’s place', 'long', HOURS, null],
    ['a word in a time’s place', 'soon', time, null],
    ['a word', 'walk', word, 'walk'],
    ['a word of a list', 'usual', words, 'usual'],
    ['a word that is not in the list', 'odd', words, 'unknown'],
    ['a number that is too large to convert', 1e308, row({ unit: '%', per: 0.01 }), null],
  ])('reads %s', (_, raw, metric, expected) => expect(fieldValue(raw, metric)).toBe(expected));

  it('never makes up a number', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(1, 60, 3600, 0.01),
        (raw, per) => {
          const value = fieldValue(raw, row({ per, negative: true }));
          expect(value === null).toBe(!Number.isFinite(raw / per));
          const difference = value === null ? 0 : Math.abs(Number(value) - raw / per);
          expect(difference).toBeLessThanOrEqual(Math.max(0.00005001, Math.abs(raw) * 1e-13));
        },
      ),
    );
  });
});
