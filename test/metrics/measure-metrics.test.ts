import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureMetric, measureMetricByKey } from '../../src/metrics/catalogue/measures.js';
import type { Metric } from '../../src/metrics/metric.js';
import { MEASURE_TYPES, NO_MEASURES } from '../../src/withings/measure-types.js';
import { MEASURES } from './measure-keys.js';

const CODES = MEASURES.map(([code]) => code);
const POSITIONS = [undefined, ...Array.from({ length: 32 }, (_, position) => position), 32, 99, 12_345];

function withoutSource(metric: Metric | undefined) {
  return metric && { ...metric, source: '' };
}

describe('measureMetric', () => {
  it.each(MEASURES)('type %i is %s in %s', (code, key, unit) => {
    expect(measureMetric(code)).toMatchObject({
      key,
      unit,
      known: true,
      enabledByDefault: true,
      source: `getmeas/${code}`,
      owner: 'account',
    });
  });

  it('there are no other types', () => expect(MEASURE_TYPES.map(({ code }) => code)).toEqual(CODES));

  it.each([
    [175, 3, 'muscle_mass_left_arm', 'Muscle mass left arm'],
    [174, 12, 'fat_mass_torso', 'Fat mass torso'],
    [173, 11, 'fat_free_mass_right_leg', 'Fat free mass right leg'],
    [8, 3, 'fat_mass_left_arm', 'Fat mass left arm'],
    [168, 6, 'extracellular_water_between_legs', 'Extracellular water between legs'],
    [54, 0, 'spo2_right_wrist', 'SpO2 right wrist'],
    [1, 7, 'weight', 'Weight'],
    [174, 7, 'segmental_fat_mass', 'Fat mass segment'],
    [1, 99, 'weight_position_99', 'Weight position 99'],
    [999, undefined, 'measure_999', 'Measure 999'],
    [999, 7, 'measure_999', 'Measure 999'],
    [999, 3, 'measure_999_left_arm', 'Measure 999 left arm'],
    [999, 99, 'measure_999_position_99', 'Measure 999 position 99'],
  ])('type %i at position %s is %s', (code, position, key, name) => {
    expect(measureMetric(code, position)).toMatchObject({ key, name });
  });

  it('names the position in the source', () => {
    expect([measureMetric(175, 3).source, measureMetric(5, 7).source]).toEqual(['getmeas/175/3', 'getmeas/5/7']);
  });

  it.each([
    [1, undefined, true, true],
    [175, 3, true, false],
    [1, 99, false, false],
    [999, undefined, false, false],
    [999, 3, false, false],
  ])('type %i at position %s: known %s, shown at first %s', (code, position, known, enabledByDefault) => {
    expect(measureMetric(code, position)).toMatchObject({ known, enabledByDefault });
  });

  it.each([
    [123, 1],
    [170, 1],
    [229, 1],
    [1, 2],
    [11, 0],
  ])('type %i is shown with %i decimals', (code, precision) => {
    expect(measureMetric(code).precision).toBe(precision);
  });

  it('a segment looks like its type', () => {
    expect(measureMetric(175, 3)).toMatchObject({ unit: 'kg', deviceClass: 'weight', stateClass: 'measurement' });
    expect(measureMetric(999, 3)).toMatchObject({ unit: null, stateClass: 'measurement' });
  });
});

describe('measureMetricByKey', () => {
  it.each(MEASURES)('type %i at every position is found by its key (%s)', (code) => {
    for (const position of POSITIONS) {
      const metric = measureMetric(code, position);
      expect(withoutSource(measureMetricByKey(metric.key)), metric.key).toEqual(withoutSource(metric));
    }
  });

  it('so is an unknown type, as long as it is unknown', () => {
    fc.assert(
      fc.property(fc.nat(), fc.option(fc.nat(), { nil: undefined }), (code, position) => {
        fc.pre(!CODES.includes(code) && !NO_MEASURES.has(code));
        const metric = measureMetric(code, position);
        expect(withoutSource(measureMetricByKey(metric.key))).toEqual(withoutSource(metric));
      }),
    );
  });

  it('what is no measure has no row', () => {
    expect(['measure_18', 'measure_18_left_arm'].map(measureMetricByKey)).toEqual([undefined, undefined]);
  });

  it('two types share a key only where a mass and its segments mean the same', () => {
    const owners = new Map<string, Set<number>>();
    for (const code of CODES) {
      for (const position of POSITIONS) {
        const { key } = measureMetric(code, position);
        owners.set(key, (owners.get(key) ?? new Set()).add(code));
      }
    }

    const shared = [...owners.values()].filter((codes) => codes.size > 1).map((codes) => [...codes].join());

    expect(new Set(shared)).toEqual(new Set(['5,173', '8,174', '76,175']));
  });

  it.each([
    '',
    'weights',
    'weight_',
    'weight_elbow',
    'weight_whole_body',
    'segmental_fat_mass_torso',
    'position_99',
    'sleep_score',
    'measure_',
    'measure_x',
    'measure_007',
    'measure_999_',
    'measure_999_elbow',
    'measure_999_whole_body',
    'measure_1',
    'measure_175_left_arm',
  ])('no measure has the key "%s"', (key) => expect(measureMetricByKey(key)).toBeUndefined());

  it('a row that is found has the key that was asked for', () => {
    const piece = fc.constantFrom(
      'measure',
      'weight',
      'fat_mass',
      '1',
      '999',
      '07',
      'left_arm',
      'position',
      'torso',
      '',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const key = pieces.join('_');
        expect([undefined, key]).toContain(measureMetricByKey(key)?.key);
      }),
    );
  });
});
