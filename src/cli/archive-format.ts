import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { type UnitSystem, unitIn } from '../metrics/units.js';
import { shownValue } from '../mqtt/payload.js';
import { attributionName } from '../withings/codes.js';
import { csvLine } from './csv.js';

export interface ArchiveOptions {
  readonly units: UnitSystem;
  /** Seconds since 1970 as ISO 8601 with an offset. */
  readonly time: (seconds: number) => string | null;
}

const COLUMNS = [
  ...['metric', 'value', 'unit', 'taken', 'created', 'modified', 'attribution', 'attribution_code'],
  ...['device_id', 'device_model', 'group_id', 'source', 'last_reset'],
] as const;

/** A reading as a row: as the topic `attributes` has it, with the metric before and `last_reset` always there. */
export type ArchiveRow = Readonly<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

export function archiveRow(reading: Reading, metric: Metric, { units, time }: ArchiveOptions): ArchiveRow {
  const timeOrNone = (seconds: number | undefined) => (seconds ? time(seconds) : null);
  return {
    metric: metric.key,
    value: shownValue(reading.value, metric, { units, time }),
    unit: unitIn(units, metric.unit, metric.far),
    taken: time(reading.takenAt),
    created: timeOrNone(reading.createdAt),
    modified: timeOrNone(reading.modifiedAt),
    attribution: reading.attribution === null ? null : attributionName(reading.attribution),
    attribution_code: reading.attribution,
    device_id: reading.deviceId,
    device_model: reading.deviceModel,
    group_id: reading.groupId,
    source: reading.source,
    last_reset: timeOrNone(reading.lastReset),
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
