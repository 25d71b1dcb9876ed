import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVITY_METRICS } from '../../src/metrics/catalogue/activity.js';
import { decodeActivity, rowOfDay } from '../../src/metrics/decode/activity.js';
import type { ActivityDay } from '../../src/withings/activity.js';

const TODAY = { date: '2026-03-01', midnight: 1_772_319_600 };
const NOON = TODAY.midnight + 12 * 3600;

const WATCH: ActivityDay = {
  date: TODAY.date,
  timezone: 'Europe/Berlin',
  modified: NOON,
  brand: 1,
  isTracker: true,
  deviceId: 'watch',
  model: 'ScanWatch',
  data: { steps: 1000, hr_average: 70 },
};
const PHONE: ActivityDay = {
  ...WATCH,
  brand: 18,
  isTracker: false,
  deviceId: undefined,
  model: 'Google Fit',
  data: { steps: 3000 },
};
const OTHER: ActivityDay = { ...WATCH, brand: 18, deviceId: 'other', model: 'Other watch', data: { steps: 2000 } };

const decode = (days: readonly ActivityDay[], known: readonly string[] = []) =>
  decodeActivity(days, TODAY, (metric) => known.includes(metric));
const values = (days: readonly ActivityDay[], known: readonly string[] = []) =>
  Object.fromEntries(decode(days, known).map(({ metric, value }) => [metric, value]));

describe('rowOfDay', () => {
  it.each<[string, ActivityDay[], string]>([
    ['a Withings watch before another one', [OTHER, WATCH], 'ScanWatch'],
    ['a watch of another maker before a phone', [PHONE, OTHER], 'Other watch'],
    ['a watch before a phone of Withings’ own', [{ ...PHONE, brand: 1 }, OTHER], 'Other watch'],
    ['the phone, where there is nothing else', [PHONE], 'Google Fit'],
    ['of two alike, the one with more steps', [WATCH, { ...WATCH, model: 'more', data: { steps: 1001 } }], 'more'],
    ['of two with the same steps, the newer', [WATCH, { ...WATCH, model: 'newer', modified: NOON + 1 }], 'newer'],
    [
      'a phone that was carried before a watch that was not worn',
      [{ ...WATCH, data: { steps: 0 } }, PHONE],
      'Google Fit',
    ],
    [
      'the watch, where nobody has taken a step',
      [
        { ...PHONE, data: { steps: 0 } },
        { ...WATCH, data: { steps: 0 } },
      ],
      'ScanWatch',
    ],
    ['one with steps before one without', [{ ...WATCH, model: 'none', data: {} }, WATCH], 'ScanWatch'],
  ])('takes %s', (_, days, model) => {
    expect(rowOfDay(days, TODAY.date)?.model).toBe(model);
    expect(rowOfDay(days.toReversed(), TODAY.date)?.model).toBe(model);
  });

  it('takes no other day’s row', () => {
    expect(
      rowOfDay(
        [
          { ...WATCH, date: '2026-02-28' },
          { ...WATCH, date: '2026-03-02' },
        ],
        TODAY.date,
      ),
    ).toBeUndefined();
  });

  it('does not mind the order of rows', () => {
    const rows = fc.uniqueArray(
      fc.record({
        brand: fc.constantFrom(1, 18, undefined),
        isTracker: fc.boolean(),
        modified: fc.integer({ min: 0, max: 2 }),
        steps: fc.integer({ min: 0, max: 2 }),
        deviceId: fc.constantFrom('a', 'b', 'c', undefined),
      }),
      { selector: (row) => JSON.stringify(row), minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const days = (list: typeof all) => list.map(({ steps, ...row }) => ({ ...WATCH, ...row, data: { steps } }));
          expect(rowOfDay(days(shuffled), TODAY.date)).toEqual(rowOfDay(days(all), TODAY.date));
        },
      ),
    );
  });
});

describe('decodeActivity', () => {
  it('never adds rows up', () => {
    expect(values([WATCH, PHONE, OTHER])).toEqual({ activity_steps: 1000, activity_heart_rate_average: 70 });
  });

  it('makes totals that began at midnight, and rates that began nowhere', () => {
    const [steps, rate] = decode([WATCH]);

    expect(steps).toEqual({
      ...{ metric: 'activity_steps', value: 1000, unit: 'steps', source: 'getactivity/steps' },
      ...{ takenAt: NOON, createdAt: NOON, modifiedAt: NOON, lastReset: TODAY.midnight },
      ...{ attribution: null, deviceId: 'watch', deviceModel: 'ScanWatch', groupId: null },
    });
    expect(rate).not.toHaveProperty('lastReset');
  });

  it('has 0 for totals and nothing for rates before the day has a row', () => {
    const yesterday = { ...WATCH, date: '2026-02-28' };

    expect(values([yesterday])).toEqual({ activity_steps: 0, activity_heart_rate_average: null });
    expect(decode([yesterday])[0]).toMatchObject({
      takenAt: TODAY.midnight,
      lastReset: TODAY.midnight,
      deviceId: null,
      deviceModel: null,
    });
  });

  it('has the metrics that the account has ever had, and no others', () => {
    expect(values([PHONE], ['activity_heart_rate_max', 'activity_active_calories', 'weight'])).toEqual({
      activity_steps: 3000,
      activity_active_calories: 0,
      activity_heart_rate_max: null,
    });
    expect(decode([])).toEqual([]);
    expect(decode([{ ...WATCH, data: {} }])).toEqual([]);
  });

  it('takes a heart rate of 0 for none', () => {
    expect(values([{ ...WATCH, data: { hr_average: 0, hr_min: 0, hr_max: 0, hr_zone_0: 0 } }])).toEqual({
      activity_heart_rate_average: null,
      activity_heart_rate_min: null,
      activity_heart_rate_max: null,
      activity_heart_rate_zone_light: 0,
    });
  });

  it('takes no time before midnight, whatever the row says', () => {
    expect(decode([{ ...WATCH, modified: 0 }])[0]?.takenAt).toBe(TODAY.midnight);
  });

  it('has a last reset for what Home Assistant counts as a total, and for nothing else', () => {
    const all = decode(
      [],
      ACTIVITY_METRICS.map(({ key }) => key),
    );

    const totals = ACTIVITY_METRICS.filter(({ stateClass }) => stateClass === 'total').map(({ key }) => key);
    expect(all.filter(({ lastReset }) => lastReset !== undefined).map(({ metric }) => metric)).toEqual(totals);
    expect(totals).toHaveLength(13);
  });
});
