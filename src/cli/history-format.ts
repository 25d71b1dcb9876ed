import { csvLine } from '../page/csv.js';
import type { StatisticRow } from '../statistics/recorder.js';
import type { Statistic } from '../statistics/statistic.js';

/** What was written of an entity; times are seconds since 1970. */
export interface Written {
  readonly rows: number;
  readonly first: number;
  readonly last: number;
}

/** The sum of what came before, if anything, and some rows more. */
export function add(before: Written | undefined, rows: readonly StatisticRow[]): Written {
  const starts = rows.map(({ start }) => start);
  return {
    rows: (before?.rows ?? 0) + rows.length,
    first: Math.min(before?.first ?? Number.POSITIVE_INFINITY, ...starts),
    last: Math.max(before?.last ?? 0, ...starts),
  };
}

/** Entity, rows, first and last hour, as text in columns. */
export function toTable(written: ReadonlyMap<string, Written>): string {
  const lines = [...written].sort(([a], [b]) => (a < b ? -1 : 1));
  const body = lines.map(([entity, { rows, first, last }]) => [entity, String(rows), minute(first), minute(last)]);
  const all = [['entity', 'rows', 'first', 'last'], ...body];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => (column === 1 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return all.map((row) => `${line(row)}\n`).join('');
}

function minute(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}

const COLUMNS = ['start', 'mean', 'min', 'max', 'state', 'sum'] as const;

export const CSV_HEAD = csvLine(['entity', 'unit', ...COLUMNS, 'last_reset']);

/** A line for each row; times in ISO 8601. */
export function toCsvLines({ metadata }: Pick<Statistic, 'metadata'>, rows: readonly StatisticRow[]): string {
  const iso = (seconds: number | undefined) => seconds && new Date(seconds * 1000).toISOString();
  return rows
    .map((row) => {
      const values = COLUMNS.map((column) => (column === 'start' ? iso(row.start) : row[column]));
      return csvLine([metadata.statisticId, metadata.unit, ...values, iso(row.lastReset)]);
    })
    .join('');
}
