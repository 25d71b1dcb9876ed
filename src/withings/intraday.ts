import { readRows } from './answer-rows.js';
import { type RecordData, readData, readModel } from './record.js';
import type { Session } from './session.js';
import { seriesOf, type TimeRange } from './timed.js';
import { fields, toText, toTime } from './tolerant.js';

/** What was measured at one moment of a day. */
export interface IntradayEntry {
  /** Seconds since 1970. */
  readonly time: number;
  readonly deviceId: string | undefined;
  readonly model: string | undefined;
  /** Of the fields that were asked for, those that have a value. */
  readonly data: RecordData;
}

export const GETINTRADAY = { endpoint: '/v2/measure', action: 'getintradayactivity' } as const;

/** What getintradayactivity knows to send (Withings' OpenAPI file). `sdnn1` is what sleep get calls `sdnn_1`. */
export const INTRADAY_FIELDS = [
  'steps',
  'elevation',
  'calories',
  'distance',
  'stroke',
  'pool_lap',
  'duration',
  'heart_rate',
  'spo2_auto',
  'rmssd',
  'sdnn1',
  'hrv_quality',
  'core_body_temperature',
  'rr',
  'chest_movement_rate',
] as const;

const LIST = { key: 'series', isRow: (row: object) => 'timestamp' in row || Object.keys(row).some(isTime) };

/**
 * POST /v2/measure, action getintradayactivity: what was measured in a time, in its order, with the named fields. One call
 * for each 24 hours, since no answer has more.
 *
 * @throws TransportError when there is something else where the entries should be
 */
export async function getIntradayActivity(
  call: Session['call'],
  range: TimeRange,
  dataFields: readonly string[],
): Promise<IntradayEntry[]> {
  const entries = new Map<number, IntradayEntry>();
  for await (const series of seriesOf(call, GETINTRADAY, range, dataFields)) {
    for (const [time, row] of timedRows(series)) {
      const entry = parseEntry(time, row, dataFields);
      if (entry) entries.set(entry.time, entry);
    }
  }
  return [...entries.values()].sort((a, b) => a.time - b.time);
}

/** Withings sends an object with times for keys, and `[]` where there is none. */
function timedRows(series: unknown): [time: unknown, row: unknown][] {
  const rows = readRows(series, LIST, GETINTRADAY);
  if (Array.isArray(series) || 'timestamp' in fields(series)) return rows.map((row) => [fields(row).timestamp, row]);
  return Object.entries(fields(series));
}

function isTime(key: string): boolean {
  return toTime(key) !== undefined;
}

function parseEntry(at: unknown, row: unknown, dataFields: readonly string[]): IntradayEntry | undefined {
  const source = fields(row);
  const time = toTime(at);
  if (time === undefined) return undefined;
  const data = readData(source);
  return {
    time,
    deviceId: toText(source.hash_deviceid) ?? toText(source.deviceid),
    model: readModel(source.model_id) ?? toText(source.model),
    data: Object.fromEntries(Object.entries(data).filter(([field]) => dataFields.includes(field))),
  };
}
