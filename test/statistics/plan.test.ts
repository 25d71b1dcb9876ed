import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOf } from '../../src/feeds/day.js';
import { type Plan, planMeans, planTotals } from '../../src/statistics/plan.js';
import type { StatisticRow } from '../../src/statistics/recorder.js';
import type { Total } from '../../src/statistics/totals.js';
import type { StatisticSpan } from '../../src/store/store.js';

const HOUR = 3600;
const DAY = 86_400;
/** Home Assistant's own rows begin here. */
const SINCE = 30 * DAY;
const OWN: StatisticSpan = { since: SINCE, late: [] };

const value = (hour: number, kilograms: number, minute = 0) => ({ time: hour * HOUR + minute * 60, value: kilograms });
const row = (hour: number, mean: number, min = mean, max = mean): StatisticRow => ({
  start: hour * HOUR,
  mean,
  min,
  max,
});
const OURS = 100;
const ITS = SINCE / HOUR + 10;

/** As the database is afterwards. */
function write(there: readonly StatisticRow[], { rows }: Pick<Plan, 'rows'>): StatisticRow[] {
  const all = new Map(there.map((one) => [one.start, one]));
  for (const one of rows) all.set(one.start, one);
  return [...all.values()].sort((a, b) => a.start - b.start);
}

describe('planMeans', () => {
  it('writes what is not there yet, and nothing the second time', () => {
    const values = [value(OURS, 70), value(OURS, 72, 30), value(OURS + 5, 71)];

    const plan = planMeans(values, [], OWN);

    expect(plan).toEqual({ rows: [row(OURS, 71, 70, 72), row(OURS + 5, 71)], late: [] });
    expect(planMeans(values, plan.rows, OWN)).toEqual({ rows: [], late: [] });
  });

  it('follows an edit, a deletion and an addition, and touches nothing else', () => {
    const there = [row(OURS, 70), row(OURS + 1, 71), row(OURS + 2, 72)];

    const { rows } = planMeans([value(OURS, 70), value(OURS + 1, 75), value(OURS + 3, 73)], there, OWN);

    expect(rows).toEqual([row(OURS + 1, 75), { start: (OURS + 2) * HOUR }, row(OURS + 3, 73)]);
  });

  it('leaves a row alone that was emptied before', () => {
    expect(planMeans([], [{ start: OURS * HOUR }], OWN).rows).toEqual([]);
  });

  it('fills an emptied row again', () => {
    expect(planMeans([value(OURS, 70)], [{ start: OURS * HOUR }], OWN).rows).toEqual([row(OURS, 70)]);
  });

  it('leaves an hour to Home Assistant that has seen its reading in time', () => {
    expect(planMeans([value(ITS, 71)], [row(ITS, 70.2, 70, 71)], OWN)).toEqual({ rows: [], late: [] });
  });

  it.each([
    ['shows an older value', [row(ITS, 70)]],
    ['shows a newer value', [row(ITS, 75)]],
    ['is missing', []],
    ['says nothing', [{ start: ITS * HOUR }]],
  ])('writes an hour of Home Assistant that %s, and notes that it is ours now', (_, there) => {
    expect(planMeans([value(ITS, 71)], there, OWN)).toEqual({ rows: [row(ITS, 71)], late: [ITS * HOUR] });
  });

  it('keeps on caring for such an hour: edited, deleted', () => {
    const own = { ...OWN, late: [ITS * HOUR] };
    const there = [row(ITS, 71), row(ITS + 1, 70)];

    expect(planMeans([value(ITS, 71)], there, own)).toEqual({ rows: [], late: [] });
    expect(planMeans([value(ITS, 70.5)], there, own)).toEqual({ rows: [row(ITS, 70.5)], late: [] });
    expect(planMeans([], there, own)).toEqual({ rows: [{ start: ITS * HOUR }], late: [] });
  });

  const around = fc.integer({ min: SINCE - 20 * HOUR, max: SINCE + 20 * HOUR });
  const weight = fc.integer({ min: 600, max: 900 }).map((tenths) => tenths / 10);
  const values = fc.array(fc.record({ time: around, value: weight }), { maxLength: 30 });
  const rows = fc
    .uniqueArray(fc.tuple(around, weight, fc.nat(3), fc.boolean()), { selector: ([time]) => hourOf(time) })
    .map((all) =>
      all.map(([time, mean, more, isEmpty]) =>
        isEmpty ? { start: hourOf(time) } : { start: hourOf(time), mean, min: mean - more, max: mean + more },
      ),
    );

  it('has nothing left to do after it was written; each hour of ours is as the readings say', () => {
    fc.assert(
      fc.property(values, rows, (all, there) => {
        const first = planMeans(all, there, OWN);
        const after = write(there, first);
        const own = { ...OWN, late: first.late };

        expect(planMeans(all, after, own)).toEqual({ rows: [], late: [] });
        const hours = new Set(all.map(({ time }) => hourOf(time)));
        const before = after.filter(({ start, mean }) => start < SINCE && mean !== undefined);
        expect(before.map(({ start }) => start)).toEqual(
          [...hours].filter((hour) => hour < SINCE).sort((a, b) => a - b),
        );
      }),
    );
  });

  it("writes no row of Home Assistant's own that covers its readings, and none that has no reading", () => {
    fc.assert(
      fc.property(values, rows, (all, there) => {
        for (const { start } of planMeans(all, there, OWN).rows.filter((one) => one.start >= SINCE)) {
          const old = there.find((one) => one.start === start);
          const inside = all.filter(({ time }) => hourOf(time) === start);
          expect(inside).not.toEqual([]);
          const isSeen = (kilograms: number) => old?.min !== undefined && old.min <= kilograms && kilograms <= old.max!;
          expect(inside.every((one) => isSeen(one.value))).toBe(false);
        }
      }),
    );
  });
});

describe('planTotals', () => {
  const total = (day: number, steps: number): Total => ({
    start: day * DAY + 23 * HOUR,
    value: steps,
    lastReset: day * DAY,
  });
  const own = (sum: number): StatisticSpan => ({ ...OWN, base: { sum, firstDay: '1970-01-31' } });

  it('writes only the days that are not as they should be; of an edit, all sums before it follow', () => {
    const days = [total(1, 100), total(2, 200), total(3, 300)];
    const there = planTotals(days, [], own(50), 50).rows;

    const edited = planTotals([total(1, 100), total(2, 250), total(3, 300)], there, own(50), 50);

    expect(there.map(({ sum }) => sum)).toEqual([-450, -250, 50]);
    expect(edited.rows.map(({ state, sum }) => [state, sum])).toEqual([
      [100, -500],
      [250, -250],
    ]);
    expect(edited.before).toBe(-600);
  });

  const days = fc
    .uniqueArray(fc.tuple(fc.nat(28), fc.nat(30_000)), { selector: ([day]) => day })
    .map((all) => all.map(([day, steps]) => total(day, steps)));
  const its = fc
    .uniqueArray(fc.nat(400), { selector: (hour) => hour })
    .map((hours) =>
      hours.sort((a, b) => a - b).map((hour) => ({ start: SINCE + hour * HOUR, state: hour, sum: hour * 3 })),
    );
  const sums = fc.integer({ min: -40_000, max: 0 });

  it("leads up to Home Assistant's own rows, which stay as they are, and has nothing left to do after it was written", () => {
    fc.assert(
      fc.property(days, days, its, sums, (old, all, rows, sum) => {
        const there = write(rows, planTotals(old, rows, own(sum), sum));

        const plan = planTotals(all, there, own(sum), sum);

        expect(plan.rows.filter(({ start }) => start >= SINCE)).toEqual([]);
        const after = write(there, plan);
        expect(after.filter(({ start }) => start >= SINCE)).toEqual(rows);
        expect(planTotals(all, after, own(sum), sum)).toEqual({ rows: [], late: [], before: plan.before });
        const ours = after.filter(({ start }) => start < SINCE);
        expect(ours.at(-1)?.sum ?? sum).toBe(sum);
        ours.forEach(({ start, sum: own, state }, index) => {
          expect(state).toBe(all.find((day) => day.start === start)?.value);
          expect(own! - (index === 0 ? plan.before : ours[index - 1]!.sum!)).toBe(state ?? 0);
        });
      }),
    );
  });
});
