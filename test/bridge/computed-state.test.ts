import { describe, expect, it } from 'vitest';
import { withComputed } from '../../src/bridge/computed-state.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { ActivityDay } from '../../src/withings/activity.js';
import type { HealthRecord } from '../../src/withings/record.js';
import { at } from '../feeds/cloud.js';
import { DAY, EMPTY, NOW, valuesOf } from '../feeds/samples.js';

/** Nights of so many hours each, ending at ISO times. */
function nightsOf(...nights: [end: string, hours: number][]): HealthRecord[] {
  return nights.map(([end, hours]) => ({
    ...{ id: end, date: end.slice(0, 10), timezone: undefined, start: at(end) - 8 * 3600, end: at(end) },
    ...{ created: at(end), modified: at(end), attribution: undefined, category: undefined },
    ...{ deviceId: undefined, model: undefined, data: { total_sleep_time: hours * 3600 } },
  }));
}

function daysOf(...days: [date: string, steps: number | undefined][]): ActivityDay[] {
  return days.map(([date, steps]) => ({
    ...{ date, timezone: undefined, modified: 0, brand: 1, isTracker: true, deviceId: undefined, model: undefined },
    data: steps === undefined ? {} : { steps },
  }));
}

const state = (more: Partial<PersonState>): PersonState => ({ ...EMPTY, zone: 'Europe/Berlin', ...more });
const computed = (more: Partial<PersonState>, now = NOW) => withComputed(state(more), now);
const DATES = Array.from({ length: 10 }, (_, index) => `2026-02-${19 + index}`);

describe('sleep_total_average_7d', () => {
  it('is over the main nights of the seven days up to the newest, at its end', () => {
    // Up at 7:00, and at 6:00 on the last day: an eighth night lies within seven times 24 hours, and is no eighth day.
    const ends = DATES.map((date, index): [string, number] => [`${date}T${index === 9 ? '05' : '06'}:00:00Z`, index]);

    const { readings } = computed({ records: { sleep: nightsOf(...ends) } });

    expect(readings.sleep_total_average_7d).toMatchObject({ value: 6, unit: 'h', takenAt: at('2026-02-28T05:00:00Z') });
  });

  it('counts no nap, and no night without a total', () => {
    const naps = nightsOf(['2026-02-27T15:00:00Z', 100]).map((nap) => ({ ...nap, start: nap.end - 1800 }));
    const empty = nightsOf(['2026-02-26T05:00:00Z', 50]).map((night) => ({ ...night, data: {} }));
    const nights = nightsOf(['2026-02-28T05:00:00Z', 7], ['2026-02-27T05:00:00Z', 8], ['2026-02-25T05:00:00Z', 6.5]);

    const { readings } = computed({ records: { sleep: [...nights, ...naps, ...empty] } });

    expect(readings.sleep_total_average_7d?.value).toBe(7.1667);
  });

  it('is absent with two nights, and loses its value when there are too few again', () => {
    const three = nightsOf(['2026-02-28T05:00:00Z', 7], ['2026-02-27T05:00:00Z', 8], ['2026-02-26T05:00:00Z', 6]);
    expect(computed({ records: { sleep: three.slice(1) } }).readings).toEqual({});
    const before = computed({ records: { sleep: three } });
    expect(valuesOf(before)).toEqual({ sleep_total_average_7d: 7 });

    const after = withComputed({ ...before, records: { sleep: three.slice(1) } }, NOW);

    expect(after.readings.sleep_total_average_7d).toMatchObject({ value: null, takenAt: 0 });
    expect(withComputed(after, NOW)).toBe(after);
  });
});

describe('activity_steps_average_7d', () => {
  it('is over seven whole days, without today', () => {
    const days = daysOf(...DATES.map((date, index): [string, number] => [date, index * 1000]), ['2026-03-01', 90_000]);

    const { readings } = computed({ activity: days });

    expect(readings.activity_steps_average_7d).toMatchObject({
      value: 6000,
      unit: 'steps',
      takenAt: at('2026-02-28T00:00:00+01:00'),
    });
  });

  it('is over seven days when one of them has 23 hours', () => {
    const days = daysOf(
      ...['26', '27', '28', '29', '30', '31'].map((day): [string, number] => [`2026-03-${day}`, 1000]),
    );
    const more = daysOf(['2026-03-25', 99_000], ['2026-04-01', 1000]);

    const { readings } = computed({ activity: [...more, ...days] }, at('2026-04-02T10:00:00Z'));

    expect(readings.activity_steps_average_7d?.value).toBe(1000);
  });

  it('knows a day without steps from one with none', () => {
    const days = daysOf(['2026-02-26', 0], ['2026-02-27', undefined], ['2026-02-28', 3000], ['2026-02-25', 6000]);

    expect(valuesOf(computed({ activity: days }))).toEqual({ activity_steps_average_7d: 3000 });
    expect(valuesOf(computed({ activity: days.slice(1, 3) }))).toEqual({});
  });
});

describe('weights', () => {
  const weights = {
    a: { time: NOW, value: 70 },
    b: { time: NOW - 5 * DAY, value: 71 },
    c: { time: NOW - 20 * DAY, value: 74 },
  };

  it('make an average and a trend', () => {
    // Days and kilograms around their means (25/3, 215/3): -130/3 over 650/3 square days is a fifth of a kg a day.
    const { readings } = computed({ weights });

    expect(readings.weight_average_7d).toMatchObject({ value: 70.5, unit: 'kg', takenAt: NOW });
    expect(readings.weight_trend_30d).toMatchObject({ value: -1.4, unit: 'kg/week', takenAt: NOW });
  });

  it('make neither when they are too few, and none any more', () => {
    const before = computed({ weights });
    const { a } = weights;

    const after = withComputed({ ...before, weights: { a } }, NOW);

    expect(valuesOf(after)).toEqual({ weight_average_7d: null, weight_trend_30d: null });
    expect(valuesOf(computed({ weights: { a } }))).toEqual({});
    expect(valuesOf(withComputed({ ...after, weights }, NOW))).toEqual(valuesOf(before));
  });
});

describe('weight_to_goal', () => {
  const reading = (metric: string, value: Reading['value'], takenAt = NOW): Reading => ({
    ...{ metric, value, unit: 'kg', takenAt, createdAt: takenAt, modifiedAt: takenAt },
    ...{ attribution: 0, deviceId: 'd', deviceModel: 'm', groupId: '1', source: `getmeas/${metric}` },
  });
  const toGoal = (...readings: Reading[]) =>
    computed({ readings: Object.fromEntries(readings.map((row) => [row.metric, row])) }).readings.weight_to_goal;

  it.each([
    [72.3, 70.1, 2.2],
    [68, 70.1, -2.1],
    [70, 70, 0],
    [72.3, null, null],
  ])('from %f to %f are %s', (weight, goal, expected) => {
    expect(toGoal(reading('weight', weight), reading('goal_weight', goal, 5))).toMatchObject({
      value: expected,
      unit: 'kg',
      takenAt: NOW,
      source: 'computed',
    });
  });

  it('is absent without a weight or a goal, and loses its value with them', () => {
    expect(toGoal(reading('weight', 70))).toBeUndefined();
    expect(toGoal(reading('goal_weight', 70))).toBeUndefined();
    const before = computed({ readings: { weight: reading('weight', 72), goal_weight: reading('goal_weight', 70) } });

    const gone = { ...before.readings, weight: { ...reading('weight', null), takenAt: 0 } };

    expect(withComputed({ ...before, readings: gone }, NOW).readings.weight_to_goal?.value).toBeNull();
  });
});
