import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, reach, timeLabels } from '../../web/charts/axes.js';
import { lonePoints } from '../../web/charts/lone-points.js';
import { pinched } from '../../web/charts/pinch.js';
import { ticksOf } from '../../web/charts/ticks.js';
import { zoned } from '../../web/charts/zone.js';

const DAY = 86_400;
const berlin = zoned('Europe/Berlin');
const at = (time: string) => Date.parse(time) / 1000;

describe('the axis of time', () => {
  const labels = timeLabels('en-GB', 'Europe/Berlin');

  it('is as fine as its steps, in the zone of the person', () => {
    expect(labels([at('2026-11-27T23:00:00Z')], 3600)).toEqual(['00:00']);
    expect(labels([at('2026-11-27T23:00:00Z')], DAY)).toEqual(['28 Nov']);
    expect(labels([at('2026-10-31T23:00:00Z'), at('2026-12-31T23:00:00Z')], 30 * DAY)).toEqual(['Nov', '2027']);
    expect(labels([at('2025-12-31T23:00:00Z')], 365 * DAY)).toEqual(['2026']);
  });

  it('has its ticks where days, months and years begin', () => {
    const days = (from: string, to: string, most: number) =>
      ticksOf({ min: berlin.startOf(from), max: berlin.startOf(to) }, most, berlin).map((time) => berlin.dayOf(time));
    expect(days('2026-10-20', '2026-11-19', 5)).toEqual(['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16']);
    expect(days('2026-02-15', '2026-12-15', 6)).toEqual([
      '2026-03-01',
      '2026-05-01',
      '2026-07-01',
      '2026-09-01',
      '2026-11-01',
    ]);
    expect(days('2016-12-04', '2026-11-30', 12)).toHaveLength(10);
    expect(days('2016-12-04', '2026-11-30', 12)[0]).toBe('2017-01-01');
  });

  it('has ticks of every hour within a night, and never too many', () => {
    const night = { min: at('2026-11-27T22:20:00Z'), max: at('2026-11-28T05:40:00Z') };
    expect(labels(ticksOf(night, 10, berlin), 3600)[0]).toBe('00:00');
    const stretch = fc.tuple(fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 600, max: 6e8 }));
    fc.assert(
      fc.property(stretch, fc.integer({ min: 2, max: 15 }), ([min, length], most) => {
        const ticks = ticksOf({ min, max: min + length }, most, berlin);
        expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
        expect(ticks.length).toBeLessThanOrEqual(most * 2 + 2);
      }),
      { numRuns: 50 },
    );
  });

  it('has few ticks of any stretch, in few steps, and none of one that is no time', () => {
    let steps = 0;
    const counting = {
      ...berlin,
      startOf(day: string) {
        steps++;
        return berlin.startOf(day);
      },
    };
    expect(ticksOf({ min: at('0001-01-01'), max: at('5000-12-31') }, 10, counting).length).toBeLessThanOrEqual(22);
    expect(ticksOf({ min: at('1900-01-01'), max: Number.NaN }, 10, counting)).toEqual([]);
    expect(steps).toBeLessThan(40);
  });

  it('is of the language', () => {
    expect(timeLabels('de', 'UTC')([at('2026-03-28T00:00:00Z')], DAY)).toEqual(['28. März']);
  });
});

describe('the axis of values', () => {
  it('goes a little further than they do', () => {
    const [low, high] = reach(70, 80, false);
    expect([low, high]).toEqual([69, 81]);
    expect(reach(0, 3, false)[0]).toBe(0);
  });

  it('begins with 0 for bars', () => {
    expect(reach(3000, 10_000, true)).toEqual([0, 10_800]);
    expect(reach(0, 0, true)).toEqual([0, 1]);
  });

  it('has room around a single value, and exists without any', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, (value) => {
        const [low, high] = reach(value, value, false);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThan(value);
      }),
    );
    expect(reach(null, null, false)).toEqual([0, 1]);
  });

  it('shows as many decimals as its steps need', () => {
    expect([10, 2, 1, 0.5, 0.25, 0.1, 0.001].map(decimalsOf)).toEqual([0, 0, 0, 1, 2, 1, 3]);
  });
});

describe('two fingers', () => {
  it('keep the times that they took hold of', () => {
    expect(pinched({ times: [10, 20], places: [100, 200], width: 300 })).toEqual({ min: 0, max: 30 });
    expect(pinched({ times: [20, 10], places: [300, 0], width: 300 })).toEqual({ min: 10, max: 20 });
  });

  it('do nothing that makes no sense', () => {
    expect(pinched({ times: [10, 10], places: [100, 200], width: 300 })).toBeUndefined();
    expect(pinched({ times: [10, 20], places: [200, 100], width: 300 })).toBeUndefined();
    expect(pinched({ times: [10, 20], places: [100, 110], width: 300 })).toBeUndefined();
  });
});

it('a point without neighbours is drawn as a dot', () => {
  expect(lonePoints([1])).toEqual([0]);
  expect(lonePoints([1, undefined, 2, null, 3, undefined, null, 4, 5])).toEqual([4]);
  expect(lonePoints([null, 1, null, undefined, 2])).toEqual([1, 4]);
  expect(lonePoints([])).toEqual([]);
});
