import fc from 'fast-check';
import { expect, it } from 'vitest';
import { midnightOf } from '../../src/feeds/day.js';
import { windowOf } from '../../src/feeds/past-progress.js';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import type { Reading } from '../../src/metrics/reading.js';
import { lastHourOf } from '../../src/statistics/hours.js';
import { dateBegun, openSource, samplesOf } from '../../src/statistics/source.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { sampleReading } from '../mqtt/samples.js';
import { dates, zones } from './zones.js';

const STEPS = accountMetric('activity_steps')!;
const PROGRESS = { from: '1970-01-02', begun: 0, recent: 0, empty: 0 };

function archive(readings: readonly Reading[], zone: string, feeds = EMPTY_PERSON.feeds) {
  const states = {
    extents: async () => new Map(),
    readings: async (_: string, metric: string, from: number, to: number) =>
      readings.filter((one) => one.metric === metric && one.takenAt >= from && one.takenAt < to),
  };
  return openSource(states, '7', zone, { ...EMPTY_PERSON, feeds });
}

it('what Withings calls inconclusive is no sample', async () => {
  const time = Date.parse('2026-03-05T06:00:00Z') / 1000;
  const weight = { ...sampleReading(), metric: 'weight', value: 80, takenAt: time };
  const odd = { ...weight, value: 45, takenAt: time + 600, inconclusive: true } as const;
  const window = windowOf('2026-01-01', '2026-12-31', 'UTC');

  const samples = await samplesOf(await archive([weight, odd], 'UTC'), accountMetric('weight')!, window, 'UTC');

  expect(samples).toEqual([{ takenAt: time, value: 80 }]);
});

it.each([
  ['Europe/Berlin', '2026-03-05T22:00'],
  ['Asia/Kolkata', '2026-03-05T17:00'],
  ['Australia/Lord_Howe', '2026-03-05T12:00'],
  ['America/New_York', '2026-03-06T04:00'],
])('a day stands at its last whole hour in %s, with the midnight at which it began', async (zone, hour) => {
  const midnight = midnightOf('2026-03-05', zone);
  const steps = { ...sampleReading(), metric: 'activity_steps', value: 5000, takenAt: midnight, lastReset: midnight };
  const window = windowOf('2026-01-01', '2026-12-31', zone);

  const samples = await samplesOf(await archive([steps], zone), STEPS, window, zone);

  const takenAt = Date.parse(`${hour}:00Z`) / 1000;
  expect(samples).toEqual([{ takenAt, value: 5000, day: { date: '2026-03-05', midnight } }]);
});

it('a day stands at its last hour in the zone in which days are shown, wherever it began and the account is', () =>
  fc.assert(
    fc.asyncProperty(dates, zones, zones, zones, async (date, began, isNow, shown) => {
      const midnight = midnightOf(date, began);
      const groupId = `activity/${date}`;
      const steps = { ...sampleReading(), metric: 'activity_steps', value: 7, takenAt: midnight, groupId };
      const source = await archive([steps], isNow);
      const inYear = (year: number) =>
        samplesOf(source, STEPS, windowOf(`${year}-01-01`, `${year}-12-31`, shown), shown);
      const year = Number(date.slice(0, 4));

      const samples = [...(await inYear(year - 1)), ...(await inYear(year)), ...(await inYear(year + 1))];

      expect(samples).toEqual([{ takenAt: lastHourOf(date, shown), value: 7, day: { date, midnight } }]);
      expect(await dateBegun(source, STEPS, midnight)).toBe(date);
    }),
  ));

it('all else stands where it was taken, and what is no number has no sample', async () => {
  const at = Date.parse('2026-03-05T10:15:20Z') / 1000;
  const weights = [sampleReading({ takenAt: at, value: 70.5 }), sampleReading({ takenAt: at + 60, value: 'heavy' })];
  const window = windowOf('2026-01-01', '2026-12-31', 'utc');

  const samples = await samplesOf(await archive(weights, 'utc'), accountMetric('weight')!, window, 'utc');

  expect(samples).toEqual([{ takenAt: at, value: 70.5 }]);
});

it('a feed is incomplete until its past has been read to the end once', async () => {
  const feeds = {
    measures: { past: { ...PROGRESS, complete: true } },
    activity: { past: { ...PROGRESS, complete: false } },
    sleep: {},
  };

  const { incomplete } = await archive([], 'utc', feeds);

  expect(incomplete.has('measures')).toBe(false);
  expect([...incomplete]).toEqual(expect.arrayContaining(['activity', 'sleep', 'workouts', 'ecgs']));
});
