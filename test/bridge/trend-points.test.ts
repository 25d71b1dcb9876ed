import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TrendArchive, trendPoints } from '../../src/bridge/trend-points.js';
import { addDays, dayAt, midnightOf } from '../../src/feeds/day.js';
import type { Reading } from '../../src/metrics/reading.js';
import { TRENDS } from '../../src/metrics/trend-readings.js';
import type { PersonState } from '../../src/store/person-state.js';
import { at } from '../feeds/cloud.js';
import { DAY, EMPTY, NOW } from '../feeds/samples.js';
import { reading } from '../store/samples.js';

const BERLIN: PersonState = { ...EMPTY, zone: 'Europe/Berlin' };
const DATES = Array.from({ length: 10 }, (_, index) => `2026-02-${19 + index}`);

/** As the store gives them. */
function archiveOf(all: readonly Reading[]): TrendArchive {
  const within = (metric: string, from: number, to: number) =>
    all
      .filter((row) => row.metric === metric && row.takenAt >= from && row.takenAt < to)
      .toSorted((a, b) => a.takenAt - b.takenAt);
  return {
    newest: async (_, metric, before) => within(metric, 0, before).at(-1)?.takenAt,
    readings: async (_, metric, from, to) => within(metric, from, to),
  };
}

async function valuesOf(metric: string, all: readonly Reading[], { now = NOW, state = BERLIN } = {}) {
  const trend = TRENDS.find(({ of }) => of === metric)!;
  const points = await trendPoints(archiveOf(all), '7', trend, state, now);
  return points.toSorted((a, b) => a.time - b.time).map(({ value }) => value);
}

const night = (end: string, hours: Reading['value']) => reading('sleep_total', at(end), hours);
const day = (date: string, steps: number, zone = 'Europe/Berlin') =>
  reading('activity_steps', midnightOf(date, zone), steps, `activity/${date}`);

it('what Withings calls inconclusive is left out', async () => {
  const weights = [
    reading('weight', at('2026-02-27T06:00:00Z'), 80),
    reading('weight', at('2026-02-28T06:00:00Z'), 82),
  ];
  const odd = { ...reading('weight', at('2026-02-28T07:00:00Z'), 45), inconclusive: true } as const;

  expect(await valuesOf('weight', [...weights, odd])).toEqual([80, 82]);
});

describe('nights', () => {
  it('are those of the seven days up to the newest', async () => {
    // Up at 7:00, and at 6:00 on the last day: an eighth night lies within seven times 24 hours, and is no eighth day.
    const nights = DATES.map((date, index) => night(`${date}T${index === 9 ? '05' : '06'}:00:00Z`, index));

    expect(await valuesOf('sleep_total', nights)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('are of the day that Withings has said, wherever the account is now', async () => {
    const nights = DATES.map((date, index) => night(`${date}T05:00:00Z`, index));
    const records = { sleep: DATES.map((date) => ({ date, end: at(`${date}T05:00:00Z`) })) } as never;
    const state = { ...BERLIN, records, zone: 'America/Los_Angeles' };

    expect(await valuesOf('sleep_total', nights, { state })).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('days', () => {
  it('are seven whole ones, without today, at their midnights', async () => {
    const days = [...DATES.map((date, index) => day(date, index * 1000)), day('2026-03-01', 90_000)];

    expect(await valuesOf('activity_steps', days)).toEqual([3000, 4000, 5000, 6000, 7000, 8000, 9000]);
    const [, , steps] = TRENDS;
    const points = await trendPoints(archiveOf(days), '7', steps!, BERLIN, NOW);
    expect(points.at(-1)?.time).toBe(at('2026-02-28T00:00:00+01:00'));
  });

  it('are seven when one of them has 23 hours', async () => {
    const days = Array.from({ length: 8 }, (_, index) => day(addDays('2026-03-25', index), index));

    expect(await valuesOf('activity_steps', days, { now: at('2026-04-02T10:00:00Z') })).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('are the same ones in another zone', async () => {
    const days = DATES.map((date, index) => day(date, index));
    const state = {
      ...BERLIN,
      zone: 'America/New_York',
      midnights: { '2026-03-01': midnightOf('2026-03-01', 'Europe/Berlin') },
    };

    expect(await valuesOf('activity_steps', days, { state })).toEqual(await valuesOf('activity_steps', days));
  });

  it('are the last ones that were counted, however long ago', async () => {
    const days = [day('2026-03-01', 5), ...DATES.slice(0, 4).map((date) => day(date, 1))];

    expect(await valuesOf('activity_steps', days)).toEqual([1, 1, 1, 1]);
  });
});

it('nothing comes of nothing', async () => {
  for (const { of } of TRENDS) expect(await valuesOf(of, [])).toEqual([]);
});

it('a value that is no number counts in none', async () => {
  expect(await valuesOf('weight', [reading('weight', NOW, 'heavy'), reading('weight', NOW - 5, 70)])).toEqual([70]);
});

/** Over all readings, one by one. */
function plainly(metric: string, all: readonly Reading[], now: number, zone: string): Reading[] {
  const own = all.filter((row) => row.metric === metric);
  if (metric === 'weight') {
    const newest = Math.max(...own.map(({ takenAt }) => takenAt));
    return own.filter(({ takenAt }) => takenAt >= newest - 30 * DAY);
  }
  const dateOf = ({ takenAt }: Reading) => dayAt(takenAt, zone).date;
  const today = dayAt(now, zone).date;
  const whole = metric === 'sleep_total' ? own : own.filter((row) => dateOf(row) < today);
  const newest = whole.map(dateOf).toSorted().at(-1) ?? '';
  return whole.filter((row) => newest < addDays(dateOf(row), 7));
}

it('are those that a plain look at all readings finds, in any zone', async () => {
  const zones = fc.constantFrom('Europe/Berlin', 'Pacific/Auckland', 'America/New_York', 'Asia/Kolkata', 'utc');
  const ages = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 25 });
  const weighIns = fc.uniqueArray(fc.integer({ min: 0, max: 60 * DAY }), { maxLength: 25 });

  await fc.assert(
    fc.asyncProperty(
      zones,
      ages,
      ages,
      weighIns,
      fc.nat({ max: 400 * DAY }),
      async (zone, nights, days, times, later) => {
        const now = NOW + later;
        const dateOf = (age: number) => addDays(dayAt(now, zone).date, -age);
        const all = [
          ...nights.map((age) => reading('sleep_total', midnightOf(dateOf(age), zone) + 6 * 3600 + age * 97, age)),
          ...days.map((age) => day(dateOf(age), age, zone)),
          ...times.map((age) => reading('weight', now - age, age)),
        ];
        for (const { of } of TRENDS) {
          const expected = plainly(of, all, now, zone).toSorted((a, b) => a.takenAt - b.takenAt);
          const found = await valuesOf(of, all, { now, state: { ...EMPTY, zone } });
          expect(found, of).toEqual(expected.map(({ value }) => value));
        }
      },
    ),
  );
});
