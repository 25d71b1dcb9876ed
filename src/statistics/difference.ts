import type { StatisticRow, StoredRow } from './recorder.js';

const COLUMNS = ['mean', 'min', 'max', 'state', 'sum', 'lastReset'] as const;
/** A database may keep a few digits less than it was given. */
const TOLERANCE = 1e-9;

/** The rows that are not there, or not as they should be. */
export function difference(wanted: readonly StatisticRow[], there: readonly StoredRow[]): StatisticRow[] {
  const stored = new Map(there.map((row) => [row.start, row]));
  return wanted.filter((row) => {
    const other = stored.get(row.start);
    return !other || COLUMNS.some((column) => !alike(row[column], other[column]));
  });
}

function alike(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Whether a row says anything: one that was emptied stays, with nothing in it. */
export function isEmptied(row: StatisticRow): boolean {
  return row.mean === undefined && row.state === undefined;
}
