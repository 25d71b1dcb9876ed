import { describe, expect, it } from 'vitest';
import { bed, bedAt } from '../../src/feeds/bed.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { Notification } from '../../src/withings/notify.js';
import { EMPTY, NOW } from './samples.js';

const [IN, OUT] = [50, 51];

function outcome(appli: number, start?: number, end?: number, state: PersonState = EMPTY, deviceId?: string) {
  const notification: Notification = { userId: '7', appli, start, end, deviceId };
  return bed.notified(notification, NOW)(state);
}
const told = (appli: number, start?: number, end?: number, state = EMPTY) =>
  outcome(appli, start, end, state, 'mat').state;
const shown = ({ readings }: PersonState) => [readings.in_bed?.value, readings.in_bed?.takenAt];

describe('what the bed tells', () => {
  it.each([
    ['in since the start', IN, NOW - 60, NOW - 5, [true, NOW - 60]],
    ['out since the end', OUT, NOW - 60, NOW - 5, [false, NOW - 5]],
    ['out since the start, where there is no end', OUT, NOW - 60, undefined, [false, NOW - 60]],
    ['now, where no time is told', IN, undefined, undefined, [true, NOW]],
    ['now, where the time is none', IN, 0, undefined, [true, NOW]],
    ['now, where the time is still to come', IN, NOW + 60, undefined, [true, NOW]],
  ])('is %s', (_, appli, start, end, expected) => {
    const state = told(appli, start, end);

    expect(shown(state)).toEqual(expected);
    expect(state.readings.in_bed).toMatchObject({ deviceId: 'mat', source: 'notify/50' });
  });

  it('does not count once something later is known, unless that is of a clock that was set back since', () => {
    const later = told(IN, NOW - 10);
    expect(told(OUT, NOW - 90, NOW - 20, later)).toBe(later);

    const ahead: PersonState = { ...later, readings: { in_bed: { ...later.readings.in_bed!, takenAt: NOW + 999 } } };
    expect(shown(told(OUT, NOW - 90, NOW - 20, ahead))).toEqual([false, NOW - 20]);
  });

  it('is unknown a day after somebody went to bed, and no word of getting up', () => {
    const state = told(IN, NOW - 60);
    const [day, outState] = [86_400, told(OUT, NOW - 60, NOW - 5)];

    expect(bedAt(state, NOW - 61 + day)).toBe(state);
    expect(bedAt(outState, NOW + 30 * day)).toBe(outState);
    const unknown = bedAt(state, NOW - 60 + day);
    expect(shown(unknown)).toEqual([null, 0]);
    expect(bedAt(unknown, NOW + 2 * day)).toBe(unknown);
    expect(bedAt(EMPTY, NOW)).toBe(EMPTY);

    expect(shown(told(OUT, NOW - 60, NOW - 5, unknown))).toEqual([false, NOW - 5]);
    // Of a clock that was set back since: nobody knows how long ago it was.
    expect(shown(bedAt(state, NOW - 60 - day))).toEqual([null, 0]);
    expect(bedAt(state, NOW - 3600)).toBe(state);
  });

  it('goes into the archive with the mat that tells it, also when something later is known', () => {
    const later = told(IN, NOW - 10);

    const [late] = [...(outcome(OUT, NOW - 90, NOW - 20, later, 'mat').archive ?? [])];
    const [unnamed] = [...(outcome(IN, NOW - 5).archive ?? [])];

    expect(late?.put).toMatchObject([
      { metric: 'in_bed', value: false, takenAt: NOW - 20, deviceId: 'mat', groupId: 'bed/mat' },
    ]);
    expect(unnamed?.put).toMatchObject([{ value: true, deviceId: null, groupId: 'bed/' }]);
    expect(later.readings.in_bed?.groupId).toBeNull();
  });
});
