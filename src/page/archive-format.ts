import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { type ShownOptions, shownReading, timeOrNone } from '../mqtt/payload.js';
import { csvLine } from './csv.js';

const COLUMNS = [
  ...['metric', 'value', 'unit', 'taken', 'created', 'modified', 'attribution', 'attribution_code'],
  ...['device_id', 'device_model', 'group_id', 'source', 'last_reset'],
] as const;

/**
 * A reading as a row: the keys of the topic `attributes`, with the metric before and `last_reset` always there. What belongs
 * to a day stands at the midnight at which it began; the topic tells when it last changed.
 */
export type ArchiveRow = Readonly<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

export function archiveRow(reading: Reading, metric: Metric, options: ShownOptions): ArchiveRow {
  return {
    metric: metric.key,
    ...shownReading(reading, metric, options),
    // In the archive each has one, be it before 1970.
    taken: options.time(reading.takenAt),
    last_reset: timeOrNone(reading.lastReset ?? 0, options),
  };
}

/** How rows become a text, part by part. */
export interface ArchiveFormat {
  readonly head: string;
  /** @param isFirst of all */
  rows(rows: readonly ArchiveRow[], isFirst: boolean): string;
  readonly end: string;
}

/** One row a reading, with a head line (RFC 4180). */
export const CSV: ArchiveFormat = {
  head: csvLine(COLUMNS),
  rows: (rows) => rows.map((row) => csvLine(COLUMNS.map((column) => row[column]))).join(''),
  end: '',
};

/** A list, an object a line. */
export const JSON_LIST: ArchiveFormat = {
  head: '[',
  rows: (rows, isFirst) =>
    rows.map((row, index) => `${isFirst && index === 0 ? '' : ','}\n${JSON.stringify(row)}`).join(''),
  end: '\n]\n',
};
