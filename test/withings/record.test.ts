import { describe, expect, it } from 'vitest';
import { modelName } from '../../src/withings/device-models.js';
import { parseRecord, readData, readDay, readModel } from '../../src/withings/record.js';
import { workoutCategory } from '../../src/withings/workout-categories.js';
import api from '../fixtures/api-fields.json' with { type: 'json' };

const ROW = {
  id: 42,
  startdate: 1000,
  enddate: 2000,
  date: '2026-03-01',
  created: 2060,
  modified: 9000,
  timezone: 'Asia/Kolkata',
  attrib: 7,
  category: 2,
  deviceid: 'plain',
  hash_deviceid: 'hashed',
  model: 93,
  model_id: 63,
  data: { steps: 5, distance: '1.5', night_events: {}, status: 'usual', spo2_average: null },
};
const parsed = (more: object, key: 'model' | 'model_id' = 'model') => parseRecord({ ...ROW, ...more }, key);

describe('parseRecord', () => {
  it('reads what a row says', () => {
    expect(parsed({})).toEqual({
      id: '42',
      date: '2026-03-01',
      timezone: 'Asia/Kolkata',
      start: 1000,
      end: 2000,
      created: 2060,
      modified: 9000,
      attribution: 7,
      category: 2,
      deviceId: 'hashed',
      model: 'ScanWatch',
      data: { steps: 5, distance: 1.5, status: 'usual' },
    });
    expect(parsed({}, 'model_id')?.model).toBe('Aura Sensor V2');
  });

  it.each([
    ['created', { created: undefined }, { created: 9000, modified: 9000 }],
    ['modified', { modified: null }, { created: 2060, modified: 2060 }],
    ['both', { created: null, modified: 'soon' }, { created: 2000, modified: 2000 }],
  ])('makes do without the time of %s', (_, missing, times) => {
    expect(parsed(missing)).toMatchObject(times);
  });

  it.each([
    [{ date: undefined, enddate: 86_400 + 5 }, { date: '1970-01-02' }],
    [{ date: '2026-02-30', enddate: 86_400 + 5 }, { date: '1970-01-02' }],
    [{ id: null }, { id: '1000-hashed' }],
    [{ id: '', hash_deviceid: null, deviceid: null }, { id: '1000-' }],
    [
      { date: null, enddate: 86_400, timezone: 'America/New_York' },
      { date: '1970-01-01', end: 86_400 },
    ],
    [{ hash_deviceid: null }, { deviceId: 'plain' }],
    [{ hash_deviceid: null, deviceid: null }, { deviceId: undefined }],
    [{ timezone: null }, { timezone: undefined }],
    [{ attrib: null }, { attribution: undefined }],
    [{ category: 'x' }, { category: undefined }],
    [{ model: null }, { model: undefined }],
    [{ model: 99_999 }, { model: undefined }],
    [{ model: 'Futuristic device' }, { model: 'Futuristic device' }],
    [
      { startdate: '1000', enddate: '2000' },
      { start: 1000, end: 2000 },
    ],
    [{ enddate: 1000 }, { start: 1000, end: 1000 }],
    [{ data: null }, { data: {} }],
    [{ data: [] }, { data: {} }],
  ])('reads %j', (more, expected) => {
    expect(parsed(more)).toMatchObject(expected);
  });

  it.each([
    [{ startdate: null }],
    [{ startdate: 0 }],
    [{ startdate: -5 }],
    [{ enddate: undefined }],
    [{ enddate: 999 }],
    [{ startdate: 1.5 }],
    [{ enddate: 9e15 }],
    [{ enddate: 253_402_300_800 }],
  ])('can say nothing about a row with %j', (more) => {
    expect(parsed(more)).toBeUndefined();
  });

  it.each([[null], [undefined], [[]], [7], ['row'], [true]])('can say nothing about %j', (row) => {
    expect(parseRecord(row, 'model')).toBeUndefined();
  });
});

describe('readData', () => {
  it('keeps numbers and words, and nothing that says nothing', () => {
    const odd = { a: 1, b: '2', c: 'word', d: null, e: [], f: {}, g: true, h: '', i: Number.NaN, j: -0.5, k: 0 };

    expect(readData(odd)).toEqual({ a: 1, b: 2, c: 'word', j: -0.5, k: 0 });
  });
});

describe('readDay', () => {
  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', undefined],
    ['2026-13-01', undefined],
    ['0000-00-00', undefined],
    ['2026-3-1', undefined],
    ['2026-03-01T00:00:00', undefined],
    [20_260_301, undefined],
    [null, undefined],
  ])('%j is %j', (text, day) => expect(readDay(text)).toBe(day));
});

describe('models and categories', () => {
  const models = Object.entries(api.device_models).filter(([id]) => id !== '13');
  const categories = Object.entries(api.workout_categories);

  it.each(models)('model %s is named', (id, name) => {
    expect(modelName(Number(id))).toBe(name.replace(/ \(name unconfirmed\)$/, ''));
  });

  it.each([[13], [0], [4711], [undefined]])('model %s is not', (id) => expect(modelName(id)).toBeUndefined());

  it('reads a model by its number, or as the cloud writes it', () => {
    expect([readModel(93), readModel('93'), readModel('Body+'), readModel(4711), readModel(null)]).toEqual([
      'ScanWatch',
      'ScanWatch',
      'Body+',
      undefined,
      undefined,
    ]);
  });

  it('knows all 130 categories by name', () => {
    const names = categories.map(([code]) => workoutCategory(Number(code)));

    expect(names).toHaveLength(130);
    expect(new Set(names).size).toBe(130);
    expect(names.filter((name) => !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name) || name.startsWith('category_'))).toEqual([]);
  });

  it.each(categories)('category %s is %s', (code, name) => {
    const slug = name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_');

    expect(workoutCategory(Number(code))).toBe(slug.replace(/_$/, ''));
  });

  it('has a word for those that are not documented', () => {
    expect([workoutCategory(9999), workoutCategory(undefined)]).toEqual(['category_9999', 'unknown']);
  });
});
