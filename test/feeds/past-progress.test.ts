import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '../../src/feeds/day.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { measures } from '../../src/feeds/measures.js';
import type { Window } from '../../src/feeds/past.js';
import { afterWindow, isPastDue, nextWindow, wholePast } from '../../src/feeds/past-progress.js';
import { workouts } from '../../src/feeds/workouts.js';
import type { PastProgress } from '../../src/store/person-state.js';
import { createWorld, SITES } from './cloud.js';
import { page, workoutRow } from './rows.js';
import { NOW } from './samples.js';

const TIME = { now: NOW, zone: 'Europe/Berlin', since: '2009-01-01' };

/** Reads all that is due at a time; in the years that are named there is something. */
function read(start: PastProgress | undefined, time = TIME, years: readonly string[] = []) {
  const windows: Window[] = [];
  let progress = start;
  for (let window = nextWindow(progress, time); window && windows.length < 100; window = nextWindow(progress, time)) {
    windows.push(window);
    const { from, to } = window;
    const isEmpty = !years.some((year) => year >= from.slice(0, 4) && year <= to.slice(0, 4));
    progress = afterWindow(progress, window, isEmpty, time);
  }
  return { progress: progress!, days: windows.map(({ from, to }) => `${from} ${to}`), windows };
}

describe('the past of a feed', () => {
  it('is read by the year, the newest first, and after two empty years the rest at once', () => {
    const { days, progress } = read(undefined, TIME, ['2026', '2024']);

    expect(days).toEqual([
      '2026-01-01 2026-03-01',
      '2025-01-01 2025-12-31',
      '2024-01-01 2024-12-31',
      '2023-01-01 2023-12-31',
      '2022-01-01 2022-12-31',
      '2009-01-01 2021-12-31',
    ]);
    expect(progress).toMatchObject({ complete: true, from: '2009-01-01' });
  });

  it('goes on where it was after a restart', () => {
    const first = nextWindow(undefined, TIME)!;
    const progress = afterWindow(undefined, first, false, TIME);

    expect([progress.complete, isPastDue(progress, TIME)]).toEqual([false, true]);
    expect(nextWindow(progress, { ...TIME, now: NOW + 3600 })).toMatchObject({ from: '2025-01-01', to: '2025-12-31' });
  });

  it('has its last hundred days read again each day, and stays complete', () => {
    const whole = read(undefined, TIME, ['2026']).progress;
    const tomorrow = { ...TIME, now: NOW + DAY_SECONDS };

    expect(isPastDue(whole, { ...TIME, now: NOW + DAY_SECONDS - 1 })).toBe(false);
    const { days, progress } = read(whole, tomorrow);

    expect(days).toEqual(['2025-11-22 2026-03-02']);
    expect(progress).toEqual({ ...whole, recent: tomorrow.now });
  });

  it('is read again as a whole each month, and is complete all the while', () => {
    const whole = wholePast(NOW);
    const later = { ...TIME, now: NOW + 30 * DAY_SECONDS };
    const first = nextWindow(whole, later)!;

    const begun = afterWindow(whole, first, false, later);

    expect(first).toMatchObject({ from: '2026-01-01', to: '2026-03-31' });
    expect(begun).toMatchObject({ complete: true, from: '2026-01-01', begun: later.now });
    expect(read(begun, later).days.length).toBeGreaterThan(2);
  });

  it('is due where a clock that was set back seems to have read it in the future', () => {
    expect(isPastDue(wholePast(NOW + 1), TIME)).toBe(true);
  });

  it('comes to an end without a gap or an overlap, whenever and wherever it begins', () => {
    const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', undefined];
    fc.assert(
      fc.property(
        fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }),
        fc.constantFrom(...zones),
        fc.constantFrom('2009-01-01', '1970-01-02'),
        fc.subarray(['2012', '2015', '2016', '2017', '2018', '2019', '2020']),
        (now, zone, since, years) => {
          const { windows, progress } = read(undefined, { now, zone, since } as typeof TIME, years);
          const edges = windows.slice(1).map(({ end }, index) => end - windows[index]!.start);
          expect(edges.every((difference) => difference === 0)).toBe(true);
          expect(windows.at(-1)!.from).toBe(since);
          expect(progress.complete).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['behind', -5],
    ['ahead', 5],
  ])('that came in with the first answer is not read again for a cloud whose clock is %s by seconds', async (_, by) => {
    const row = { grpid: 1, date: NOW - 90, created: NOW - 90, modified: NOW - 90, attrib: 0, category: 1 };
    const world = createWorld([measures, workouts], {
      [SITES.measures]: { measuregrps: [{ ...row, measures: [{ type: 1, value: 70, unit: 0 }] }] },
      [SITES.workouts]: page('series', workoutRow(1, '2026-02-20T10:00:00Z')),
    });
    world.cloud.serverTime.now = (NOW + by) * 1000;

    const { feeds } = await world.round();

    const isDue = ({ name, past }: FetchedFeed) => isPastDue(feeds[name]?.past, { now: NOW + by, since: past!.since });
    expect([measures, workouts].map(isDue)).toEqual([false, false]);
  });
});
