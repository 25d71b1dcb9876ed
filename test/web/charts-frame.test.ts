import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesView } from '../../src/page/api.js';
import type { Chart } from '../../web/charts/chart-list.js';
import { type Frame, frameOf } from '../../web/charts/frame.js';
import { joinTimes, place, withGaps } from '../../web/charts/tracks.js';
import { zoned } from '../../web/charts/zone.js';

const DAY = 86_400;
const UTC = zoned('UTC');
const LINES: Chart = { topic: 'body', kind: 'lines', metrics: ['a', 'b'], tones: ['one', 'two'] };

describe('lines', () => {
  it('share one axis of time, and have no point where another one has', () => {
    const frame = frameOf(LINES, { a: series([0, 10], [1, 2]), b: series([5, 10], [3, 4]) }, UTC);
    expect(frame.t).toEqual([0, 5, 10]);
    expect(valuesOf(frame)).toEqual([
      [1, undefined, 2],
      [undefined, 3, 4],
    ]);
    expect(frame.columns.map(({ tone }) => tone)).toEqual(['one', 'two']);
  });

  it('are drawn on an area from the lowest to the highest where points stand for several', () => {
    const thinned = { ...series([0, 10], [2, 3]), min: [1, 3], max: [9, 3] };
    const frame = frameOf(LINES, { a: thinned }, UTC);
    expect(frame.columns.map(({ mark }) => mark)).toEqual(['line', 'edge', 'edge']);
    expect(frame.areas).toEqual([{ high: 1, low: 2, tone: 'one' }]);
    expect(frame.columns[1]?.values).toEqual([9, 3]);
    expect(frame.columns[2]?.values).toEqual([1, 3]);
  });

  it('end where nothing was measured for weeks', () => {
    const frame = frameOf(LINES, { a: series([0, DAY, 60 * DAY], [1, 2, 3]) }, UTC);
    expect(valuesOf(frame)).toEqual([[1, 2, null, 3]]);
    expect(frame.t[2]).toBeGreaterThan(DAY);
    expect(frame.t[2]).toBeLessThan(60 * DAY);
  });

  it('go on where that is usual', () => {
    const monthly = series([0, 30 * DAY, 60 * DAY, 90 * DAY], [1, 2, 3, 4]);
    expect(valuesOf(frameOf(LINES, { a: monthly }, UTC))).toEqual([[1, 2, 3, 4]]);
  });

  it('of nothing are nothing', () => {
    expect(frameOf(LINES, { a: series([], []) }, UTC)).toEqual({ t: [], columns: [], areas: [] });
    expect(frameOf(LINES, {}, UTC).columns).toEqual([]);
  });
});

it('a trend runs through the points, which stay', () => {
  const chart: Chart = { topic: 'body', kind: 'trend', metrics: ['a', 'b'], tones: ['one', 'two'] };
  const thinned = { min: [79, 80], max: [82, 83] };
  const frame = frameOf(chart, { a: { ...series([0, 1], [80, 82]), ...thinned }, b: series([1], [81]) }, UTC);
  expect(frame.columns.map(({ mark }) => mark)).toEqual(['dots', 'edge', 'edge', 'trend']);
  expect(frame.areas).toEqual([{ high: 1, low: 2, tone: 'one' }]);
  expect(valuesOf(frame)[3]).toEqual([undefined, 81]);
});

describe('bars', () => {
  it('stand in the middle of their day, one for each', () => {
    const chart: Chart = { topic: 'activity', kind: 'bars', metrics: ['a'], daily: true };
    const frame = frameOf(chart, { a: series([10, DAY + 5, DAY + 9], [1, 2, 3]) }, UTC);
    expect(frame.t).toEqual([DAY / 2, DAY + DAY / 2]);
    expect(valuesOf(frame)).toEqual([[1, 3]]);
  });

  it('stand on one another, the highest first, and say what they are themselves', () => {
    const chart: Chart = { topic: 'sleep', kind: 'stack', metrics: ['a', 'b'], daily: true };
    const frame = frameOf(chart, { a: series([0, DAY], [1, 2]), b: series([0], [5]) }, UTC);
    expect(frame.columns.map(({ key }) => key)).toEqual(['b', 'a']);
    expect(valuesOf(frame)).toEqual([
      [6, undefined],
      [1, 2],
    ]);
    expect(frame.columns[0]?.said).toEqual([5, undefined]);
  });
});

it('an area lies between the two values of one measurement', () => {
  const chart: Chart = { topic: 'heart', kind: 'between', metrics: ['a', 'b'], tones: ['one', 'two'] };
  const frame = frameOf(chart, { a: series([0], [120]), b: series([0], [80]) }, UTC);
  expect(frame.areas).toEqual([{ high: 0, low: 1, tone: 'one' }]);
  expect(frameOf(chart, { a: series([0], [120]) }, UTC).areas).toEqual([]);
});

describe('tracks', () => {
  const track = fc
    .uniqueArray(fc.nat(500), { maxLength: 40 })
    .map((t) => ({ t: t.sort((a, b) => a - b), v: t.map((time) => time * 2) }));

  // Two measurements may come in one second: each value says how many there were before it.
  const doubled = fc
    .array(fc.nat(30), { maxLength: 40 })
    .map((t) => ({ t: t.sort((a, b) => a - b), v: t.map((_, at) => at) }));

  it('lose no time when they are joined, and of one time show the last value', () => {
    fc.assert(
      fc.property(fc.oneof(track, doubled), doubled, (a, b) => {
        for (const tracks of [[a], [a, b], [b, a], [a, { t: a.t, v: a.v.map((v) => v + 1) }]]) {
          const t = joinTimes(tracks);
          expect(t).toEqual([...new Set(tracks.flatMap((one) => one.t))].sort((x, y) => x - y));
          for (const one of tracks) {
            const last = new Map(one.t.map((time, at) => [time, one.v[at]]));
            expect(place(one, t)).toEqual(t.map((time) => last.get(time)));
          }
        }
      }),
    );
  });

  it('keep all points and their order when gaps are put in', () => {
    fc.assert(
      fc.property(track, fc.integer({ min: 1, max: 50 }), (one, longest) => {
        const { t, v } = withGaps(one, longest);
        expect(t).toEqual([...t].sort((a, b) => a - b));
        expect(t.filter((_, at) => v[at] !== null)).toEqual(one.t);
      }),
    );
  });
});

function series(t: number[], v: (number | null)[]): SeriesView {
  return { names: { en: 'x', de: 'x' }, unit: 'kg', precision: 1, t, v, count: t.length };
}

function valuesOf(frame: Frame) {
  return frame.columns.map(({ values }) => values);
}
