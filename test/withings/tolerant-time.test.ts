import { describe, expect, it } from 'vitest';
import { parseMeasureGroup } from '../../src/withings/measure-groups.js';
import { toTime } from '../../src/withings/tolerant.js';

const LAST = 253_402_300_799;

describe('toTime', () => {
  it.each([
    [1, 1],
    ['1772345525', 1_772_345_525],
    [LAST, LAST],
    [LAST + 1, undefined],
    [9e15, undefined],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    ['soon', undefined],
    [null, undefined],
  ])('reads %j as %j', (value, expected) => expect(toTime(value)).toBe(expected));
});

describe('the times of a measure group', () => {
  const GROUP = { grpid: 1, date: 1000, created: 1010, modified: 1020, measures: [] };

  it.each([
    [{}, [1000, 1010, 1020]],
    [{ created: 9e15 }, [1000, 1000, 1020]],
    [{ modified: 9e15 }, [1000, 1010, 1010]],
    [{ created: -5, modified: 0 }, [1000, 1000, 1000]],
  ])('with %j are %j', (more, times) => {
    const group = parseMeasureGroup({ ...GROUP, ...more });

    expect([group?.date, group?.created, group?.modified]).toEqual(times);
  });

  it('must be in the calendar', () => {
    expect(parseMeasureGroup({ ...GROUP, date: 9e15 })).toBeUndefined();
  });
});
