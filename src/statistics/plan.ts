import type { StatisticSpan } from '../store/store.js';
import { difference, isEmptied } from './difference.js';
import { meanRows, type Value } from './means.js';
import type { StatisticRow, StoredRow } from './recorder.js';
import { type Total, totalRows } from './totals.js';

/** What is to be written of a statistic in a window. */
export interface Plan {
  readonly rows: readonly StatisticRow[];
  /** Hours that are ours among Home Assistant's own. */
  readonly late: readonly number[];
}

/**
 * Means: before Home Assistant's own rows, the hours are as the readings say, and rows without a reading are emptied
 * (there is no way to remove one). Among its own rows, only an hour that has missed a reading is written.
 *
 * @param there the rows of the same window
 */
export function planMeans(values: readonly Value[], there: readonly StoredRow[], own: StatisticSpan): Plan {
  const wanted = meanRows(values);
  const stored = new Map(there.map((row) => [row.start, row]));
  const before = new Set(own.late);
  const isOurs = (start: number) => start < own.since || before.has(start);
  const missed = wanted.filter((row) => !isOurs(row.start) && !covers(stored.get(row.start), row));
  const hours = new Set(wanted.map(({ start }) => start));
  const gone = there
    .filter((row) => isOurs(row.start) && !hours.has(row.start) && !isEmptied(row))
    .map(({ start }) => ({ start }));
  const ours = wanted.filter(({ start }) => isOurs(start));
  return {
    rows: [...difference(ours, there), ...missed, ...gone].sort(byStart),
    late: missed.map(({ start }) => start),
  };
}

/**
 * Totals: a row a day up to the first day that Home Assistant has counted itself, with sums that lead up to its own.
 *
 * @param sum what the sum is after the last day of the window
 * @returns what the sum is before its first day, too
 */
export function planTotals(
  totals: readonly Total[],
  there: readonly StoredRow[],
  own: StatisticSpan,
  sum: number,
): Plan & { readonly before: number } {
  const days = new Set(totals.map(({ start }) => start));
  const gone = there.filter((row) => row.start < own.since && !days.has(row.start));
  const { rows, before } = totalRows(
    totals,
    gone.map(({ start }) => start),
    sum,
  );
  return { rows: difference(rows, there), late: [], before };
}

/** Home Assistant has seen this hour's readings itself, in time. */
function covers(row: StoredRow | undefined, { min, max }: StatisticRow): boolean {
  return row?.min !== undefined && row.max !== undefined && row.min <= min! && row.max >= max!;
}

function byStart(a: StatisticRow, b: StatisticRow): number {
  return a.start - b.start;
}
