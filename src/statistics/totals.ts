import type { StatisticRow } from './recorder.js';

/** A day's total, in the unit in which it is stored. */
export interface Total {
  /** The hour of its row. */
  readonly start: number;
  readonly value: number;
  readonly lastReset: number;
}

/**
 * A row for each day, oldest first, whose sums run up to `sum` at the last one. They may be below 0: Home Assistant
 * starts counting at 0 when it first sees an entity, and only differences are ever shown.
 *
 * @param gone hours of rows that are there and have no day any more: they add nothing
 * @returns the rows, and the sum before the first one
 */
export function totalRows(
  totals: readonly Total[],
  gone: readonly number[],
  sum: number,
): { readonly rows: StatisticRow[]; readonly before: number } {
  const days = [...totals, ...gone.map((start) => ({ start, value: undefined, lastReset: undefined }))];
  let running = sum;
  const rows = days
    .sort((a, b) => b.start - a.start)
    .map(({ start, value, lastReset }) => {
      const row = { start, state: value, sum: running, lastReset };
      running -= value ?? 0;
      return row;
    });
  return { rows: rows.reverse(), before: running };
}
