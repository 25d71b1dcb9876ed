import { describe, expect, it } from 'vitest';
import type { SeriesView } from '../../src/page/api.js';
import { summaryOf } from '../../web/charts/summary.js';
import { pageOf, rowsOf } from '../../web/charts/table-rows.js';
import { averagesOf, pressureRows } from '../../web/print/pressure-rows.js';

describe('the table behind a chart', () => {
  it('has a row for each time, the newest first', () => {
    const rows = rowsOf({ a: series([1, 2], [10, 20]), b: series([2, 3], [200, null]) }, ['a', 'b', 'c']);
    expect(rows).toEqual([
      { time: 2, cells: [{ value: 20 }, { value: 200 }, undefined] },
      { time: 1, cells: [{ value: 10 }, undefined, undefined] },
    ]);
  });

  it('says what a value stands for', () => {
    const thinned = { ...series([1, 2], [5, 7]), min: [1, 7], max: [9, 7] };
    expect(rowsOf({ a: thinned }, ['a'])).toEqual([
      { time: 2, cells: [{ value: 7 }] },
      { time: 1, cells: [{ value: 5, lowest: 1, highest: 9 }] },
    ]);
  });

  it('comes in pages', () => {
    const rows = [1, 2, 3, 4, 5];
    expect(pageOf(rows, 0, 2)).toEqual({ rows: [1, 2], number: 0, count: 3 });
    expect(pageOf(rows, 2, 2)).toEqual({ rows: [5], number: 2, count: 3 });
    expect(pageOf(rows, 9, 2).number).toBe(2);
    expect(pageOf([], 0, 2)).toEqual({ rows: [], number: 0, count: 1 });
  });
});

describe('a chart in a sentence', () => {
  it('tells the newest, the lowest and the highest, peaks included', () => {
    const view = { ...series([1, 2, 3], [5, 7, null]), min: [1, 7, null], max: [9, 7, null] };
    expect(summaryOf(view)).toEqual({ newest: { time: 2, value: 7 }, lowest: 1, highest: 9 });
  });

  it('is none without a value', () => {
    expect(summaryOf(series([], []))).toBeUndefined();
    expect(summaryOf(series([1], [null]))).toBeUndefined();
  });
});

describe('blood pressure for the doctor', () => {
  const answer = {
    systolic_blood_pressure: series([20, 10], [120, 130]),
    diastolic_blood_pressure: series([10, 30], [85, 80]),
    heart_pulse: series([5, 10], [99, 61]),
  };

  it('is a row for each measurement, the oldest first, with the pulse of that moment', () => {
    expect(pressureRows(answer)).toEqual([
      { time: 10, systolic: 130, diastolic: 85, pulse: 61 },
      { time: 20, systolic: 120, diastolic: undefined, pulse: undefined },
      { time: 30, systolic: undefined, diastolic: 80, pulse: undefined },
    ]);
    expect(pressureRows({})).toEqual([]);
  });

  it('has means of what there is', () => {
    expect(averagesOf(pressureRows(answer))).toEqual({ systolic: 125, diastolic: 82.5, pulse: 61 });
    expect(averagesOf([])).toEqual({ systolic: undefined, diastolic: undefined, pulse: undefined });
  });
});

function series(t: number[], v: (number | null)[]): SeriesView {
  return { names: { en: 'x', de: 'x' }, unit: null, precision: 0, t, v, count: t.length };
}
