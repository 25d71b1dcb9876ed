import { describe, expect, it } from 'vitest';
import { parseMeasureGroup } from '../../src/withings/measure-groups.js';

/** In the shape of a live row, with invented data. */
function row(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    grpid: 5_000_000_001,
    attrib: 0,
    date: 1_750_000_000,
    created: 1_750_000_030,
    modified: 1_750_000_090,
    category: 1,
    deviceid: 'd0d0',
    hash_deviceid: 'abab',
    measures: [{ value: 70_250, type: 1, unit: -3, algo: 3, fm: 3 }],
    modelid: 5,
    model: 'Body+',
    comment: null,
    ...changes,
  };
}

function measuresOf(measures: unknown) {
  return parseMeasureGroup(row({ measures }))?.measures.map(({ type, value, position }) => [type, value, position]);
}

describe('parseMeasureGroup', () => {
  it('reads a row', () => {
    expect(parseMeasureGroup(row())).toEqual({
      id: '5000000001',
      attribution: 0,
      date: 1_750_000_000,
      created: 1_750_000_030,
      modified: 1_750_000_090,
      category: 1,
      deviceId: 'abab',
      model: 'Body+',
      measures: [{ type: 1, value: 70.25, position: undefined }],
    });
  });

  it('reads the same when every number is a string', () => {
    const strings = JSON.parse(JSON.stringify(row()), (_, value: unknown) =>
      typeof value === 'number' ? String(value) : value,
    );

    expect(parseMeasureGroup(strings)).toEqual(parseMeasureGroup(row()));
  });

  it('reads an entry made by hand: no device, no model', () => {
    const group = parseMeasureGroup(
      row({ attrib: 2, deviceid: null, hash_deviceid: null, modelid: null, model: null }),
    );

    expect(group).toMatchObject({
      attribution: 2,
      deviceId: undefined,
      model: undefined,
      measures: [{ value: 70.25 }],
    });
  });

  it('takes deviceid where there is no hash_deviceid', () => {
    expect(parseMeasureGroup(row({ hash_deviceid: null }))?.deviceId).toBe('d0d0');
  });

  it.each([
    ['created', { created: undefined }, 1_750_000_000, 1_750_000_090],
    ['modified', { modified: null }, 1_750_000_030, 1_750_000_030],
    ['both', { created: 'soon', modified: undefined }, 1_750_000_000, 1_750_000_000],
  ])('the best time there is stands in for a missing %s', (_, changes, created, modified) => {
    expect(parseMeasureGroup(row(changes))).toMatchObject({ created, modified });
  });

  it('keeps codes that nobody has documented', () => {
    expect(parseMeasureGroup(row({ attrib: 10_009, category: 7, model: 'Body Novum' }))).toMatchObject({
      attribution: 10_009,
      category: 7,
      model: 'Body Novum',
    });
    expect(parseMeasureGroup(row({ category: 2 }))?.category).toBe(2);
    expect(parseMeasureGroup(row({ attrib: null, category: {} }))).toMatchObject({
      attribution: undefined,
      category: undefined,
    });
  });

  it.each([
    [true, true],
    [1, true],
    ['1', true],
    [false, undefined],
    [0, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('reads is_inconclusive %s', (is_inconclusive, inconclusive) => {
    expect(parseMeasureGroup(row({ is_inconclusive }))?.inconclusive).toBe(inconclusive);
  });

  it('knows the model by its id where there is no name', () => {
    expect(parseMeasureGroup(row({ model: null }))?.model).toBe('Body+');
    expect(parseMeasureGroup(row({ model: null, modelid: 4242 }))?.model).toBeUndefined();
  });

  it('reads a group of long ago, without anything that came later', () => {
    const measures = [
      { type: 11, value: 41, unit: 0 },
      { type: 18, value: -1000, unit: -3 },
    ];

    expect(parseMeasureGroup({ grpid: 5, attrib: 0, category: 1, date: 1_433_052_383, measures })).toEqual({
      id: '5',
      attribution: 0,
      date: 1_433_052_383,
      created: 1_433_052_383,
      modified: 1_433_052_383,
      category: 1,
      deviceId: undefined,
      model: undefined,
      measures: [{ type: 11, value: 41, position: undefined }],
    });
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['a word', 'group'],
    ['no id', row({ grpid: null })],
    ['no date', row({ date: undefined })],
    ['a date in words', row({ date: '2026-01-01' })],
    ['date 0', row({ date: 0 })],
  ])('makes nothing of %s', (_, value) => expect(parseMeasureGroup(value)).toBeUndefined());

  it.each([[null], [undefined], [{}], [[]]])('a group with %o for measures is empty', (measures) => {
    expect(measuresOf(measures)).toEqual([]);
  });
});

it.each([[''], [false], [[[]]], [[0]], [{ code: 1 }]])(
  'a group with %j for measures is one, and unreadable',
  (measures) => {
    expect(parseMeasureGroup(row({ measures }))).toMatchObject({ measures: [], unreadable: true });
  },
);

describe('parseMeasureGroup: measures', () => {
  it('decodes each with its own exponent and keeps its position', () => {
    const measures = [
      { type: 1, value: 702_504, unit: -4 },
      { type: '175', value: '469', unit: '-2', position: '3' },
      { type: 226, value: 1534, unit: 0, position: 7 },
      { type: 999, value: 12, unit: 2, position: 99 },
    ];

    expect(measuresOf(measures)).toEqual([
      [1, 70.2504, undefined],
      [175, 4.69, 3],
      [226, 1534, 7],
      [999, 1200, 99],
    ]);
  });

  it('keeps the very same measure twice, as a Body Scan sends it', () => {
    const twice = { type: 8, value: 1866, unit: -2, position: 7 };

    expect(measuresOf([twice, { ...twice }])).toEqual([
      [8, 18.66, 7],
      [8, 18.66, 7],
    ]);
  });

  it('reads a value without an exponent as it stands', () => {
    expect(
      measuresOf([
        { type: 11, value: 61 },
        { type: 12, value: 21, unit: null },
      ]),
    ).toEqual([
      [11, 61, undefined],
      [12, 21, undefined],
    ]);
  });

  it.each([
    [72.35, 0, 72.35],
    [7235.5, -2, 72.355],
    ['72.35', 0, 72.35],
    ['7235.5', '-2', 72.355],
    [0.1, 1, 1],
    [1.005, -2, 0.01005],
    [5e-7, 3, 0.0005],
    ['7.235e1', '0', 72.35],
  ])('a value that is itself a decimal is as exact: %s with %s is %f', (value, unit, expected) => {
    expect(measuresOf([{ type: 1, value, unit }])).toEqual([[1, expected, undefined]]);
  });

  it('leaves out the speed of a goal, and says nothing of it', () => {
    const measures = [
      { type: 11, value: 41, unit: 0 },
      ...[-1000, 500].map((value) => ({ type: 18, value, unit: -3 })),
    ];

    expect(measuresOf(measures)).toEqual([[11, 41, undefined]]);
  });

  it.each([1, 5, 8, 9, 54, 76, 91, 123, 135, 155, 170, 174, 226])('below 0, a measure of type %i is none', (type) => {
    expect(measuresOf([{ type, value: -1, unit: 0 }])).toEqual([]);
  });

  it.each([12, 71, 73, 130, 999])('below 0, one of type %i is as good as any', (type) => {
    expect(measuresOf([{ type, value: -15, unit: -1 }])).toEqual([[type, -1.5, undefined]]);
  });

  it('leaves out a pulse of 0, which no living body has', () => {
    expect(measuresOf([{ type: 11, value: 0, unit: 0 }])).toEqual([]);
  });

  it.each([
    ['no type', { value: 1, unit: 0 }],
    ['no value', { type: 1, value: null, unit: 0 }],
    ['a value in words', { type: 1, value: 'heavy', unit: 0 }],
    ['half a type', { type: 1.5, value: 1, unit: 0 }],
    ['a negative type', { type: -1, value: 1, unit: 0 }],
    ['an exponent in words', { type: 1, value: 70_000, unit: 'milli' }],
    ['half an exponent', { type: 1, value: 70_000, unit: -1.5 }],
    ['a size beyond all numbers', { type: 1, value: 9, unit: 400 }],
    ['null', null],
  ])('leaves out a measure with %s, and nothing else', (_, broken) => {
    expect(measuresOf([broken, { type: 11, value: 61, unit: 0 }])).toEqual([[11, 61, undefined]]);
  });

  it.each(['left', 1.5, {}, true, 1_000_000])('one at %j is left out: it is not of the whole body', (position) => {
    expect(measuresOf([{ type: 8, value: 20, unit: 0, position }])).toEqual([]);
  });

  it('one of a type that no topic has room for is left out', () => {
    expect(measuresOf([{ type: 1_000_000, value: 20, unit: 0 }])).toEqual([]);
  });

  it('a negative position is none', () => {
    expect(measuresOf([{ type: 1, value: 70, unit: 0, position: -1 }])).toEqual([[1, 70, undefined]]);
  });

  it.each([
    ['typed in by hand', [{ type: 6, value: 0, unit: -3 }]],
    ['without impedance', [{ type: 8, value: 0, unit: -2 }]],
    ['without impedance in other words', [{ type: 6, value: -1, unit: 0 }]],
    [
      'both',
      [
        { type: 8, value: 0, unit: 0 },
        { type: 6, value: 0, unit: 0 },
      ],
    ],
  ])('leaves out the fat of a weigh-in that is %s: nobody measured it', (_, zeros) => {
    const measures = [{ type: 1, value: 701, unit: -1 }, { type: 5, value: 701, unit: -1 }, ...zeros];

    expect(measuresOf(measures)).toEqual([[1, 70.1, undefined]]);
  });

  it('keeps a zero that has been measured', () => {
    const measures = [
      { type: 5, value: 55, unit: 0 },
      { type: 130, value: 0, unit: 0 },
      { type: 12, value: 0, unit: -1 },
    ];

    expect(measuresOf(measures)).toEqual([
      [5, 55, undefined],
      [130, 0, undefined],
      [12, 0, undefined],
    ]);
  });
});
