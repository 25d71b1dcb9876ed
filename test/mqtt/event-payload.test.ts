import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import type { ReadingEvent } from '../../src/metrics/event.js';
import { eventPayload, readingPayloads } from '../../src/mqtt/payload.js';
import { sampleMetric, sampleReading, TAKEN } from './samples.js';

const EVENT: ReadingEvent = {
  id: 'measure/42',
  type: 'measure',
  takenAt: TAKEN,
  attribution: 7,
  deviceModel: 'Body+',
  groupId: '42',
  values: { weight: 72.35, height: 1.78, afib_ecg: 'negative', workout_distance: 5000, measure_999: 5 },
};
const shown = (units: 'metric' | 'us' | 'uk', event = EVENT, zone = 'Europe/Berlin') =>
  JSON.parse(eventPayload(event, accountMetric, { units, zone })) as Record<string, unknown>;

describe('eventPayload', () => {
  it('says what is new, in the account’s units and zone', () => {
    expect(shown('metric')).toMatchObject({
      event_type: 'measure',
      taken: '2026-03-01T07:12:05+01:00',
      device_model: 'Body+',
      group_id: '42',
      metrics: {
        weight: { value: 72.35, unit: 'kg' },
        height: { value: 1.78, unit: 'm' },
        afib_ecg: { value: 'negative', unit: null },
        workout_distance: { value: 5000, unit: 'm' },
        measure_999: { value: 5, unit: null },
      },
    });
    expect(shown('us', EVENT, 'Asia/Kolkata')).toMatchObject({
      taken: '2026-03-01T11:42:05+05:30',
      metrics: {
        weight: { value: 159.5044, unit: 'lb' },
        height: { value: 5.8399, unit: 'ft' },
        workout_distance: { value: 3.1069, unit: 'mi' },
      },
    });
    expect(shown('uk').metrics).toMatchObject({
      weight: { value: 11.3932, unit: 'st' },
      workout_distance: { value: 3.1069, unit: 'mi' },
    });
  });

  it.each([
    ['sleep', 'nap_start'],
    ['ecg', 'ecg_recorded'],
  ] as const)('shows a time of %s as a time', (type, key) => {
    expect(shown('metric', { ...EVENT, type, values: { [key]: TAKEN } })).toMatchObject({
      event_type: type,
      metrics: { [key]: { value: '2026-03-01T07:12:05+01:00', unit: null } },
    });
  });

  it('says null for what nobody knows, and leaves out a metric of another version', () => {
    const bare = {
      ...EVENT,
      attribution: null,
      deviceModel: null,
      groupId: null,
      values: { odd_metric: 1, weight: 70 },
    };

    expect(shown('metric', bare)).toMatchObject({ attribution: null, device_model: null, group_id: null });
    expect(Object.keys(shown('metric', bare).metrics as object)).toEqual(['weight']);
  });
});

describe('readingPayloads', () => {
  it.each([
    ['°C', 1.7e308],
    ['m', -1.7e308],
  ])('has no value for one in %s that is too large to convert', (unit, value) => {
    const { value: text, attributes } = readingPayloads(sampleReading({ value }), sampleMetric({ unit }), {
      units: 'us',
      zone: 'utc',
    });

    expect(text).toBe('None');
    expect(JSON.parse(attributes)).toMatchObject({ value: null });
  });

  it('has no value for a time that no calendar holds', () => {
    const { value } = readingPayloads(
      sampleReading({ value: 9e15 }),
      sampleMetric({ deviceClass: 'timestamp', unit: null }),
      {
        units: 'metric',
        zone: 'utc',
      },
    );

    expect(value).toBe('None');
  });

  it('says when a total began', () => {
    const { attributes } = readingPayloads(sampleReading({ lastReset: TAKEN - 3600 }), sampleMetric(), {
      units: 'metric',
      zone: 'America/New_York',
    });

    expect(JSON.parse(attributes)).toMatchObject({ last_reset: '2026-03-01T00:12:05-05:00' });
  });
});
