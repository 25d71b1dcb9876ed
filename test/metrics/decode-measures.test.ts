import { describe, expect, it } from 'vitest';
import { createMeasureDecoder, MOST_UNKNOWN } from '../../src/metrics/decode/measures.js';
import { group } from '../demo/helpers.js';
import { MEASURES } from './measure-keys.js';

const AFIB = [130, 139];

function decoder(ignore: readonly number[] = [1, 10]) {
  const unknown: string[] = [];
  const decode = createMeasureDecoder({
    ignoreAttributions: new Set(ignore),
    onUnknown: ({ key }) => void unknown.push(key),
  });
  return { decode, unknown };
}

const decodeOne = (type: number, value: number, unit: number, position?: number) =>
  decoder().decode([group(1, 100, { measures: [{ type, value, unit, ...(position !== undefined && { position }) }] })])
    .readings[0];

describe('measure decoder', () => {
  it('makes a reading of a measure, with all that is known about it', () => {
    const row = group(5_000_000_001, 1_750_000_000, { modified: 1_750_000_099, attrib: 8, hash_deviceid: 'abab' });

    const { readings, groupIds, modified } = decoder().decode([row]);

    expect(readings).toEqual([
      {
        metric: 'weight',
        value: 70,
        unit: 'kg',
        takenAt: 1_750_000_000,
        createdAt: 1_750_000_030,
        modifiedAt: 1_750_000_099,
        attribution: 8,
        deviceId: 'abab',
        deviceModel: 'Body+',
        groupId: '5000000001',
        source: 'getmeas/1',
      },
    ]);
    expect([[...groupIds], modified]).toEqual([['5000000001'], 1_750_000_099]);
  });

  it('has null for what an entry by hand does not say', () => {
    const row = group(1, 100, { attrib: 2, deviceid: null, hash_deviceid: null, model: null });

    expect(decoder().decode([row]).readings).toMatchObject([{ attribution: 2, deviceId: null, deviceModel: null }]);
  });

  it.each([-4, -3, -2, -1, 0, 1])('all 47 types, each with a number of its own, at exponent %i', (unit) => {
    const measures = MEASURES.map(([type], index) => ({ type, value: 10_001 + 7 * index, unit }));

    const { readings } = decoder().decode([group(1, 100, { measures })]);

    const expected = MEASURES.map(([code, key, shown], index) => {
      const number = Number(`${10_001 + 7 * index}e${unit}`);
      const inSeconds = code >= 135 && code <= 138 && number < 5;
      return [
        key,
        AFIB.includes(code) ? 'unknown' : inSeconds ? Number(`${10_001 + 7 * index}e${unit + 3}`) : number,
        shown,
      ];
    });
    expect(readings.map(({ metric, value, unit: of }) => [metric, value, of])).toEqual(expected);
  });

  it.each([
    [8, 'inconclusive_us'],
    [0, 'negative'],
    [14, 'unknown'],
  ])('an ECG result %i is "%s"', (code, word) => {
    expect(decodeOne(130, code, 0)).toMatchObject({ metric: 'afib_ecg', value: word, unit: null });
  });

  it.each([
    [135, 92, -3, 92],
    [136, 164, 0, 164],
    [137, 4_999, -3, 4999],
    [138, 5, 0, 5],
    [1, 4, 0, 4],
  ])('type %i with %ie%i: below 5 only an interval was in seconds (%f)', (type, value, unit, expected) => {
    expect(decodeOne(type, value, unit)?.value).toBe(expected);
  });

  it('segments by their position, the whole body without', () => {
    expect(decodeOne(175, 469, -2, 3)).toMatchObject({
      metric: 'muscle_mass_left_arm',
      value: 4.69,
      source: 'getmeas/175/3',
    });
    const mixed = [undefined, 0, 7].map((position) => ({
      type: 54,
      value: 97,
      unit: 0,
      ...(position !== undefined && { position }),
    }));
    const { readings } = decoder().decode([group(1, 100, { measures: mixed })]);
    expect(readings.map(({ metric }) => metric)).toEqual(['spo2', 'spo2_right_wrist', 'spo2']);
    expect(decodeOne(5, 5120, -2, 7)).toMatchObject({ metric: 'fat_free_mass', value: 51.2, source: 'getmeas/5/7' });
  });
});

describe('measure decoder: whose groups', () => {
  it.each([1, 10])('attribution %i is somebody else, but its group is listed', (attrib) => {
    const { readings, groupIds, modified } = decoder().decode([
      group(1, 100, { attrib, modified: 900 }),
      group(2, 200),
    ]);

    expect(readings.map(({ groupId }) => groupId)).toEqual(['2']);
    expect([[...groupIds], modified]).toEqual([['1', '2'], 900]);
  });

  it('which ones are somebody else is up to the account', () => {
    const rows = [1, 10, 2].map((attrib, index) => group(index + 1, 100, { attrib }));

    expect(decoder([]).decode(rows).readings).toHaveLength(3);
    expect(
      decoder([2])
        .decode(rows)
        .readings.map(({ attribution }) => attribution),
    ).toEqual([1, 10]);
  });

  it.each([3, 6, 17, 10_009, null])('attribution %s is kept', (attrib) => {
    const { readings } = decoder().decode([{ ...group(1, 100), attrib }]);

    expect(readings).toMatchObject([{ attribution: attrib }]);
  });

  it.each([4, 5, 3, 99])('attribution 10 at position %i is a part of the same body', (position) => {
    const pulse = (value: number, more: object) =>
      group(1, 100, { measures: [{ type: 91, value, unit: -3, ...more }] });
    const main = { ...pulse(7700, {}), attrib: 8 };
    const beside = { ...pulse(7720, { position }), grpid: 2, attrib: 10 };

    for (const rows of [
      [main, beside],
      [beside, main],
    ]) {
      const { readings } = decoder().decode(rows);
      expect(readings.map(({ value, attribution }) => [value, attribution]).toSorted()).toEqual([
        [7.7, 8],
        [7.72, 10],
      ]);
    }
    expect(decoder().decode([beside]).readings[0]?.metric).toMatch(/^pulse_wave_velocity_./);
  });

  it.each([undefined, 7])(
    'attribution 10 of the whole body (position %s) is left out, as attribution 1 always is',
    (position) => {
      const measures = [{ type: 91, value: 7720, unit: -3, ...(position !== undefined && { position }) }];

      expect(decoder().decode([group(1, 100, { attrib: 10, measures })]).readings).toEqual([]);
      const foot = [{ type: 91, value: 7720, unit: -3, position: 4 }];
      expect(decoder().decode([group(1, 100, { attrib: 1, measures: foot })]).readings).toEqual([]);
    },
  );

  it('a goal is no measure, but its group is listed', () => {
    const { readings, groupIds } = decoder().decode([group(1, 100, { category: 2 })]);

    expect([readings, [...groupIds]]).toEqual([[], ['1']]);
  });

  it.each([[null], [7]])('category %s is a measure', (category) => {
    expect(decoder().decode([{ ...group(1, 100), category }]).readings).toHaveLength(1);
  });

  it('the same group twice, with attributions 0 and 8, is one group', () => {
    const { readings, groupIds } = decoder().decode([group(1, 100), group(1, 100, { attrib: 8 })]);

    expect([readings.length, groupIds.size]).toEqual([2, 1]);
  });
});

describe('measure decoder: what nobody has documented', () => {
  const odd = (id: number) =>
    group(id, 100, {
      measures: [
        { type: 999, value: 123, unit: -1 },
        { type: 999, value: 5, unit: 0, position: 3 },
        { type: 1, value: 70, unit: 0, position: 99 },
      ],
    });

  it('becomes a reading, and is told once', () => {
    const { decode, unknown } = decoder();

    const readings = [...decode([odd(1)]).readings, ...decode([odd(2), group(3, 100)]).readings];

    expect(readings.map(({ metric, value }) => [metric, value])).toEqual([
      ['measure_999', 12.3],
      ['measure_999_left_arm', 5],
      ['weight_position_99', 70],
      ['measure_999', 12.3],
      ['measure_999_left_arm', 5],
      ['weight_position_99', 70],
      ['weight', 70],
    ]);
    expect(unknown).toEqual(['measure_999', 'measure_999_left_arm', 'weight_position_99']);
  });
});

describe('measure decoder: more unknown kinds than there can be', () => {
  it('are left out, which is told once; known ones never are', () => {
    let told = 0;
    const onTooMany = () => {
      told += 1;
    };
    const decode = createMeasureDecoder({ ignoreAttributions: new Set(), onTooMany });
    const kinds = Array.from({ length: 2 * MOST_UNKNOWN }, (_, index) => ({ type: 1000 + index, value: 1, unit: 0 }));

    const { readings } = decode([group(1, 100, { measures: [...kinds, { type: 1, value: 70, unit: 0 }] })]);

    expect(readings).toHaveLength(MOST_UNKNOWN + 1);
    expect(readings.at(-1)?.metric).toBe('weight');
    expect(told).toBe(1);
  });
});

describe('measure decoder: unknown kinds of an earlier run', () => {
  const kinds = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: from + index, value: 1, unit: 0 }));

  it('are published as before and not spoken of again', () => {
    const told: string[] = [];
    const decode = createMeasureDecoder({
      ...{ ignoreAttributions: new Set<number>(), unknown: ['measure_1000'] },
      onUnknown: ({ key }) => told.push(key),
    });

    const { readings } = decode([group(1, 100, { measures: kinds(1000, 2) })]);

    expect(readings.map(({ metric }) => metric)).toEqual(['measure_1000', 'measure_1001']);
    expect(told).toEqual(['measure_1001']);
  });

  it('count among those that there can be', () => {
    const unknown = Array.from({ length: MOST_UNKNOWN }, (_, index) => `measure_${1000 + index}`);
    const decode = createMeasureDecoder({ ignoreAttributions: new Set(), unknown });

    const { readings } = decode([group(1, 100, { measures: kinds(1000, MOST_UNKNOWN + 3) })]);

    expect(readings.map(({ metric }) => metric)).toEqual(unknown);
  });
});

describe('measure decoder: answers without sense', () => {
  it('an empty list says nothing', () => {
    expect(decoder().decode([])).toEqual({
      ...{ readings: [], groupIds: new Set(), unreadable: new Set(), modified: 0 },
    });
  });

  it('rows that are none are passed over; a group without measures is listed', () => {
    const rows = [null, [], 'x', {}, { grpid: 9 }, { ...group(1, 100), measures: null }, group(2, 200)];

    const { readings, groupIds } = decoder().decode(rows);

    expect(readings.map(({ groupId }) => groupId)).toEqual(['2']);
    expect([...groupIds]).toEqual(['1', '2']);
  });
});
