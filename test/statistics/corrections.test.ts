import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/feeds/day.js';
import { planCorrections } from '../../src/statistics/corrections.js';
import type { StoredRow } from '../../src/statistics/recorder.js';

const DAY = 86_400;
const HOUR = 3600;
/** Midnight of the first day that is counted, in UTC. */
const FIRST = Date.parse('2026-03-01T00:00:00Z') / 1000;
const midnight = (day: number) => FIRST + day * DAY;
const sample = (day: number, value: number) => ({
  takenAt: midnight(day) + 23 * HOUR,
  value,
  day: { date: addDays('2026-03-01', day), midnight: midnight(day) },
});
const row = (day: number, hour: number, state: number, sum: number): StoredRow => ({
  ...{ start: midnight(day) + hour * HOUR, state, sum, lastReset: midnight(day) },
});

function plan(samples: readonly ReturnType<typeof sample>[], there: readonly StoredRow[], base = -500) {
  const own = { since: there[0]?.start ?? FIRST, late: [], base: { sum: base, firstDay: '2026-03-01' } };
  const isCompiled = (hour: number) => hour < midnight(5);
  return planCorrections({ own, store: (value) => value, samples, there, isCompiled });
}

/** What Home Assistant shows of each day then: what its sum grew by. */
function changes(there: readonly StoredRow[], corrections: ReturnType<typeof plan>, days: number, base = -500) {
  const rows = new Map(there.map((one) => [one.start, Number(one.sum)]));
  let moved = 0;
  for (const { start, by, row: added } of corrections) {
    if (added) rows.set(added.start, Number(added.sum) + moved);
    for (const [time, sum] of rows) if (time >= start) rows.set(time, sum + by);
    moved += by;
  }
  const last = (time: number) => [...rows].filter(([start]) => start < time).sort(([a], [b]) => b - a)[0]?.[1] ?? base;
  return Array.from({ length: days }, (_, day) => last(midnight(day + 1)) - last(midnight(day)));
}

describe('a day that Home Assistant has counted', () => {
  it('is left as it is where it has counted what the day had', () => {
    expect(
      plan(
        [sample(0, 9000), sample(1, 3000)],
        [row(0, 14, 4200, 3700), row(0, 23, 9000, 8500), row(1, 20, 3000, 11_500)],
      ),
    ).toEqual([]);
  });

  it('has the rest added at its last row when more has come the next morning', () => {
    const there = [row(0, 14, 4200, 3700), row(0, 23, 9000, 8500), row(1, 20, 3000, 11_500), row(2, 5, 10, 11_510)];

    const corrections = plan([sample(0, 9000), sample(1, 8000)], there);

    expect(corrections).toEqual([{ start: midnight(1) + 20 * HOUR, by: 5000, row: undefined }]);
    expect(changes(there, corrections, 3)).toEqual([9000, 8000, 10]);
  });

  it('that was missed has a row of its own', () => {
    const there = [row(0, 23, 9000, 8500), row(2, 5, 10, 8510)];

    const corrections = plan([sample(0, 9000), sample(1, 8000), sample(2, 40)], there);

    expect(changes(there, corrections, 3)).toEqual([9000, 8000, 40]);
  });

  it.each([
    ['before the first one', [sample(-1, 700)], [row(0, 23, 9000, 8500)]],
    ['of which Home Assistant may still be at the last hour', [sample(5, 9999)], [row(4, 1, 10, 10)]],
    ['whose hours before are not known', [sample(1, 700)], [row(1, 5, 600, 9000)]],
    [
      'in the zone of a traveller',
      [sample(1, 700)],
      [row(0, 23, 9000, 8500), { ...row(1, 23, 5, 8505), lastReset: FIRST + 7 }],
    ],
    [
      'that it has counted under another midnight than is known now',
      [sample(1, 700)],
      [row(0, 23, 9000, 8500), { ...row(1, 9, 700, 9200), lastReset: midnight(1) - 6 * HOUR }],
    ],
    [
      'in an hour of which it does not say to which day it belongs',
      [sample(1, 700)],
      [row(0, 23, 9000, 8500), { ...row(1, 9, 700, 9200), lastReset: undefined }],
    ],
    ['within what a published number shows', [sample(0, 9000.4)], [row(0, 23, 9000, 8500)]],
  ])('%s is none to correct', (_, samples, there) => {
    expect(plan(samples, there)).toEqual([]);
  });

  it('that was missed has a row though the one before it went on for some hours', () => {
    const there = [row(0, 23, 9000, 8500), { ...row(1, 2, 9000, 8500), lastReset: midnight(0) }];

    const corrections = plan([sample(0, 9000), sample(1, 8000)], there);

    expect(changes(there, corrections, 2)).toEqual([9000, 8000]);
  });

  it('that a traveller to the west has had twice, and the next one, count once', () => {
    const again = (hour: number, state: number, sum: number) => ({
      ...row(1, hour, state, sum),
      lastReset: midnight(0),
    });
    // With each turn Home Assistant adds all of the day's total once more.
    const there = [
      ...[row(0, 12, 5000, 4500), row(0, 23, 5000, 4500), row(1, 0, 100, 4600)],
      ...[again(1, 5000, 9600), again(5, 5300, 9900)],
      ...[row(1, 6, 100, 10_000), row(1, 12, 1000, 10_900)],
    ];

    const corrections = plan([sample(0, 5300), sample(1, 1000)], there);

    expect(corrections).toEqual([
      { start: midnight(1) + 5 * HOUR, by: -5000, row: undefined },
      { start: midnight(1) + 12 * HOUR, by: -100, row: undefined },
    ]);
    expect(changes(there, corrections, 2).reduce((sum, day) => sum + day)).toBe(5300 + 1000);
  });

  it('comes out as it was, whatever was counted, and the second time there is nothing to do', () => {
    const day = fc.record({
      total: fc.integer({ min: 1, max: 30_000 }),
      counted: fc.option(fc.integer({ min: 0, max: 30_000 })),
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 5 }), ([first, ...rest]) => {
        const all = [{ ...first!, counted: first!.counted ?? 100 }, ...rest];
        let sum = -500;
        const there = all.flatMap(({ counted }, index) => {
          if (counted === null) return [];
          sum += counted;
          return [row(index, 12, counted / 2, sum - counted / 2), row(index, 22, counted, sum)];
        });
        const samples = all.map(({ total }, index) => sample(index, total));

        const corrections = plan(samples, there);

        const shown = changes(there, corrections, all.length);
        for (const [index, { total }] of all.entries())
          expect(Math.abs(shown[index]! - total)).toBeLessThanOrEqual(0.001 * total + 1e-9);
      }),
    );
  });
});
