import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/metrics/metric.js';
import type { ReadingValue } from '../../src/metrics/reading.js';
import type { UnitSystem } from '../../src/metrics/units.js';
import { isoTime, readingPayloads } from '../../src/mqtt/payload.js';
import { sampleMetric, sampleReading, TAKEN } from './samples.js';

const METRIC = { units: 'metric', zone: 'Europe/Berlin' } as const;
const timestamp: Partial<Metric> = { deviceClass: 'timestamp', unit: null };

function payloads(value: ReadingValue, metric: Partial<Metric> = {}, units: UnitSystem = 'metric') {
  const { value: text, attributes } = readingPayloads(sampleReading({ value }), sampleMetric(metric), {
    ...METRIC,
    units,
  });
  return { text, ...(JSON.parse(attributes) as { value: unknown; unit: unknown }) };
}

describe('readingPayloads', () => {
  it.each<[string, ReadingValue, Partial<Metric>, string, unknown]>([
    ['a number', 72.35, {}, '72.35', 72.35],
    ['a whole number', 61, { unit: 'bpm' }, '61', 61],
    ['zero', 0, {}, '0', 0],
    ['a word', 'walk', { unit: null }, 'walk', 'walk'],
    ['true', true, { unit: null, platform: 'binary_sensor' }, 'true', true],
    ['false', false, { unit: null, platform: 'binary_sensor' }, 'false', false],
    ['no value', null, {}, 'None', null],
    ['no time', null, timestamp, 'None', null],
    ['a time', TAKEN, timestamp, '2026-03-01T07:12:05+01:00', '2026-03-01T07:12:05+01:00'],
    ['a time in summer', 1_783_000_000, timestamp, '2026-07-02T15:46:40+02:00', '2026-07-02T15:46:40+02:00'],
    ['a time that no calendar knows', 1e20, timestamp, 'None', null],
  ])('%s', (_, value, metric, text, json) => {
    expect(payloads(value, metric)).toMatchObject({ text, value: json });
  });

  it.each<[UnitSystem, string | null, number, string, string | null]>([
    ['metric', 'kg', 72.35, '72.35', 'kg'],
    ['us', 'kg', 72.35, '159.5044', 'lb'],
    ['uk', 'kg', 72.35, '11.3932', 'st'],
    ['us', '°C', 36.6, '97.88', '°F'],
    ['uk', '°C', 36.6, '36.6', '°C'],
    ['us', 'm', 1.78, '5.8399', 'ft'],
    ['uk', 'm', 1.78, '5.8399', 'ft'],
    ['us', 'mmHg', 118, '118', 'mmHg'],
    ['us', null, 3, '3', null],
  ])('in %s, %s', (units, unit, value, text, shown) => {
    expect(payloads(value, { unit }, units)).toMatchObject({ text, value: Number(text), unit: shown });
  });

  it('does not convert a missing value, and still says the unit', () => {
    expect(payloads(null, { unit: 'kg' }, 'us')).toMatchObject({ text: 'None', value: null, unit: 'lb' });
  });

  it('says where Withings does not stand by it, and only there', () => {
    const of = (inconclusive?: true) =>
      JSON.parse(readingPayloads(sampleReading(inconclusive && { inconclusive }), sampleMetric(), METRIC).attributes);

    expect(of(true)).toMatchObject({ inconclusive: true });
    expect(of()).not.toHaveProperty('inconclusive');
  });

  it('gives the reason where there is one', () => {
    const { attributes } = readingPayloads(sampleReading({ reason: 'it is so' }), sampleMetric(), METRIC);

    expect(JSON.parse(attributes)).toMatchObject({ reason: 'it is so' });
  });

  it('gives the whole reading as attributes, and none that Home Assistant blocks', () => {
    const { attributes } = readingPayloads(sampleReading({ attribution: 2 }), sampleMetric(), METRIC);

    expect(JSON.parse(attributes)).toEqual({
      value: 72.35,
      unit: 'kg',
      taken: '2026-03-01T07:12:05+01:00',
      created: '2026-03-01T07:12:15+01:00',
      modified: '2026-03-01T07:12:25+01:00',
      attribution: 'entered by hand',
      attribution_code: 2,
      device_id: 'a1b2',
      device_model: 'Body+',
      group_id: '42',
      source: 'getmeas/1',
    });
  });

  it('leaves nothing out of a reading that has nothing', () => {
    const bare = { takenAt: 0, createdAt: 0, modifiedAt: 0, attribution: null, deviceId: null, deviceModel: null };
    const reading = sampleReading({ ...bare, value: null, groupId: null });

    expect(JSON.parse(readingPayloads(reading, sampleMetric(), METRIC).attributes)).toEqual({
      value: null,
      unit: 'kg',
      taken: null,
      created: null,
      modified: null,
      attribution: null,
      attribution_code: null,
      device_id: null,
      device_model: null,
      group_id: null,
      source: 'getmeas/1',
    });
  });

  it('says when the total of a day began', () => {
    const { attributes } = readingPayloads(sampleReading({ lastReset: 1_772_319_600 }), sampleMetric(), METRIC);

    expect(JSON.parse(attributes)).toMatchObject({ last_reset: '2026-03-01T00:00:00+01:00' });
  });

  it.each([
    ['metric', 1609.344, 'm'],
    ['us', 1, 'mi'],
    ['uk', 1, 'mi'],
  ] as const)('shows a long way in %s', (units, value, unit) => {
    expect(payloads(1609.344, { unit: 'm', far: true }, units)).toMatchObject({ value, unit });
  });

  it('names an attribution that nobody has documented', () => {
    const { attributes } = readingPayloads(sampleReading({ attribution: 10009 }), sampleMetric(), METRIC);

    expect(JSON.parse(attributes)).toMatchObject({ attribution: 'unknown (10009)', attribution_code: 10009 });
  });
});

describe('isoTime', () => {
  it.each([
    ['UTC', '2026-03-01T06:12:05Z'],
    ['America/St_Johns', '2026-03-01T02:42:05-03:30'],
    ['Asia/Kathmandu', '2026-03-01T11:57:05+05:45'],
    ['Mars/Olympus', '2026-03-01T06:12:05Z'],
    ['', '2026-03-01T06:12:05Z'],
  ])('in %j', (zone, expected) => {
    expect(isoTime(TAKEN, zone)).toBe(expected);
  });

  it('tells the two hours of an autumn night apart', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30) / 1000;

    expect([isoTime(first, 'Europe/Berlin'), isoTime(first + 3600, 'Europe/Berlin')]).toEqual([
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
    ]);
  });
});
