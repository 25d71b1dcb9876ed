import { describe, expect, it } from 'vitest';
import { kilogramsToPounds } from '../../src/withings/decimal.js';
import { MEASURE_TYPES } from '../../src/withings/measure-types.js';
import { normalizeMeasures, propertyOf } from '../../src/withings/normalized.js';
import { cloudWith, group } from '../demo/helpers.js';
import { testClient } from './support.js';

/** One measure of each type in one group; the value of a type is its code and a quarter. */
const EVERY_TYPE = group(1, 1_750_000_000, {
  measures: MEASURE_TYPES.map(({ code }) => ({ type: code, value: code * 100 + 25, unit: -2 })),
});

function normalize(rows: readonly unknown[], more: Partial<Parameters<typeof normalizeMeasures>[1]> = {}) {
  const unsupported: number[] = [];
  const options = {
    zone: 'Europe/Amsterdam',
    pounds: false,
    onUnsupported: (type: number) => void unsupported.push(type),
    ...more,
  };
  return { result: normalizeMeasures(rows, options), unsupported };
}

const one = (type: number, value: number, unit: number) => [group(1, 100, { measures: [{ type, value, unit }] })];

describe('normalizeMeasures', () => {
  it('has a list for each of the 47 types, empty where nothing came', () => {
    const { result } = normalize([]);

    expect(Object.keys(result)).toHaveLength(47);
    expect(Object.values(result)).toEqual(Array(47).fill([]));
  });

  it('keeps the order of the rows, and who, when and on what', () => {
    const manual = group(2, 1_750_086_400, { attrib: 2, deviceid: null, hash_deviceid: null, model: null });

    const { weight } = normalize([manual, group(1, 1_750_000_000, { attrib: 10_009, hash_deviceid: 'abab' })]).result;

    expect(weight).toMatchObject([
      { attribution: 'entered by hand', deviceId: null, value: 70 },
      { attribution: 'unknown (10009)', deviceId: 'abab', value: 70 },
    ]);
  });

  it('gives times in the zone of the account', () => {
    const { weight } = normalize([group(1, 1_750_000_000, { created: 1_750_000_001, modified: 1_750_000_002 })]).result;
    const [row] = weight;

    expect([row?.taken.toISO(), row?.created.toISO(), row?.modified.toISO()]).toEqual([
      '2025-06-15T17:06:40.000+02:00',
      '2025-06-15T17:06:41.000+02:00',
      '2025-06-15T17:06:42.000+02:00',
    ]);
    expect(row?.taken.zoneName).toBe('Europe/Amsterdam');
  });

  it('falls back on UTC for a zone that is none', () => {
    const { weight } = normalize([group(1, 1_750_000_000)], { zone: 'Middle/Earth' }).result;

    expect(weight[0]?.taken.toISO()).toBe('2025-06-15T15:06:40.000Z');
  });

  it('names the position only where there is one', () => {
    const measures = [
      { type: 175, value: 469, unit: -2, position: 3 },
      { type: 175, value: 40, unit: 0, position: 7 },
      { type: 175, value: 41, unit: 0 },
    ];

    const { segmentalMuscleMass } = normalize([group(1, 100, { measures })]).result;

    expect(segmentalMuscleMass.map(({ value, position }) => [value, position])).toEqual([
      [4.69, 'left_arm'],
      [40, undefined],
      [41, undefined],
    ]);
    expect(segmentalMuscleMass[1]).not.toHaveProperty('position');
  });

  it('has words for the result of an ECG', () => {
    expect(normalize(one(130, 8, 0)).result.afibEcg).toMatchObject([{ value: 'inconclusive_us', uom: null }]);
    expect(normalize(one(139, 77, 0)).result.afibPpg).toMatchObject([{ value: 'unknown' }]);
  });

  it.each([
    [135, 'ecgQrsInterval', 92, -3, 92],
    [136, 'ecgPrInterval', 164, 0, 164],
    [137, 'ecgQtInterval', 4, 0, 4000],
    [138, 'ecgQtcInterval', 5, 0, 5],
    [138, 'ecgQtcInterval', 4_112, -4, 411.2],
  ] as const)('interval %i (%s) of %ie%i is %f ms', (code, property, value, unit, milliseconds) => {
    expect(normalize(one(code, value, unit)).result[property]).toMatchObject([{ value: milliseconds, uom: 'ms' }]);
  });

  it('leaves out goals and the placeholders of entries by hand', () => {
    const goal = group(1, 100, { category: 2 });
    const byHand = group(2, 100, {
      measures: [
        { type: 1, value: 70, unit: 0 },
        { type: 5, value: 70, unit: 0 },
        { type: 6, value: 0, unit: 0 },
        { type: 8, value: 0, unit: 0 },
      ],
    });

    const { weight, fatMass, leanMass, fatRatio } = normalize([goal, byHand]).result;

    expect([weight.length, fatMass, leanMass, fatRatio]).toEqual([1, [], [], []]);
  });

  it('warns once of each type it does not support', () => {
    const odd = (id: number) =>
      group(id, 100, { measures: [999, 998, 1].map((type) => ({ type, value: 1, unit: 0 })) });

    const { result, unsupported } = normalize([odd(1), odd(2)]);

    expect(result.weight).toHaveLength(2);
    expect(unsupported).toEqual([999, 998]);
  });

  it('passes over what is no group at all', () => {
    expect(normalize([null, 'x', [], { grpid: 1 }, group(1, 100)]).result.weight).toHaveLength(1);
  });
});

describe('pounds', () => {
  it('are for what is in kilograms, and for nothing else', () => {
    const [metric, pounds] = [normalize([EVERY_TYPE]).result, normalize([EVERY_TYPE], { pounds: true }).result];

    for (const type of MEASURE_TYPES) {
      const property = propertyOf(type) as keyof typeof metric;
      const [before, after] = [metric[property][0], pounds[property][0]];
      const expected =
        type.unit === 'kg'
          ? { value: kilogramsToPounds(type.code + 0.25), uom: 'lb' }
          : { value: before?.value, uom: type.unit };
      expect({ value: after?.value, uom: after?.uom }, property).toEqual(expected);
    }
  });

  it('are exact', () => {
    const { weight } = normalize(one(1, 72_350, -3), { pounds: true }).result;

    expect(weight).toMatchObject([{ value: 159.5044, uom: 'lb' }]);
  });
});

describe('getNormalizedMeasures', () => {
  it('reads all pages, in the zone that the cloud gives, and warns where it is told to', async () => {
    const odd = group(1, 1_750_000_000, { measures: [{ type: 999, value: 1, unit: 0 }] });
    const { cloud } = await cloudWith([odd, group(2, 1_750_000_100), group(3, 1_750_000_200)], 1);
    const warnings: string[] = [];
    const client = testClient(cloud, { warn: (text) => void warnings.push(text) });

    const { weight } = await client.getNormalizedMeasures();
    const since = await client.getNormalizedMeasures(1_750_000_200, true);

    expect(weight.map(({ taken }) => taken.toISO())).toEqual([
      '2025-06-15T17:10:00.000+02:00',
      '2025-06-15T17:08:20.000+02:00',
    ]);
    expect(since.weight).toMatchObject([{ value: 154.3236, uom: 'lb' }]);
    expect(warnings).toEqual([expect.stringContaining('999')]);
  });
});
