import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Total, totalRows } from '../../src/statistics/totals.js';

const DAY = 86_400;
const total = (day: number, value: number): Total => ({ start: day * DAY + 23 * 3600, value, lastReset: day * DAY });
const totals = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 40_000 })), {
    selector: ([day]) => day,
  })
  .map((days) => days.map(([day, value]) => total(day, value)));
const gone = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 5 });

describe('totalRows', () => {
  it('runs up to the sum at the last day', () => {
    const { rows, before } = totalRows([total(3, 300), total(1, 100), total(2, 0)], [], 1000);

    expect(rows).toEqual([
      { start: total(1, 0).start, state: 100, sum: 700, lastReset: DAY },
      { start: total(2, 0).start, state: 0, sum: 700, lastReset: 2 * DAY },
      { start: total(3, 0).start, state: 300, sum: 1000, lastReset: 3 * DAY },
    ]);
    expect(before).toBe(600);
  });

  it('keeps the sum where a day is gone, and has no more to say of it', () => {
    const { rows, before } = totalRows([total(1, 100), total(3, 300)], [total(2, 0).start], 0);

    expect(rows.map(({ state, sum, lastReset }) => [state, sum, lastReset])).toEqual([
      [100, -300, DAY],
      [undefined, -300, undefined],
      [300, 0, 3 * DAY],
    ]);
    expect(before).toBe(-400);
  });

  it('adds nothing to nothing', () => {
    expect(totalRows([], [], -42)).toEqual({ rows: [], before: -42 });
  });

  it('has the total of each day between its sum and the one before, without a jump at the end or in between', () => {
    fc.assert(
      fc.property(totals, gone, fc.integer({ min: -50_000, max: 50_000 }), (days, lost, sum) => {
        const known = new Set(days.map(({ start }) => start));
        const empty = lost.map((day) => total(day, 0).start).filter((start) => !known.has(start));

        const { rows, before } = totalRows(days, empty, sum);

        expect(rows.map(({ start }) => start)).toEqual([...known, ...empty].sort((a, b) => a - b));
        rows.forEach((row, index) => {
          const previous = index === 0 ? before : rows[index - 1]!.sum!;
          expect(row.sum! - previous).toBe(row.state ?? 0);
          expect(row.state).toBe(days.find(({ start }) => start === row.start)?.value);
        });
        expect(rows.at(-1)?.sum ?? sum).toBe(sum);
      }),
    );
  });

  it('is the same in one piece and in two, the newer one first', () => {
    fc.assert(
      fc.property(totals, fc.integer({ min: 0, max: 60 }), (days, cut) => {
        const [older, newer] = [
          days.filter(({ start }) => start < cut * DAY),
          days.filter(({ start }) => start >= cut * DAY),
        ];

        const second = totalRows(newer, [], 7);
        const first = totalRows(older, [], second.before);

        expect([...first.rows, ...second.rows]).toEqual(totalRows(days, [], 7).rows);
      }),
    );
  });
});
