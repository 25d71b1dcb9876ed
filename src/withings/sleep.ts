import type { ListKind } from './answer-rows.js';
import { pagedRows } from './pages.js';
import { type OnUnreadable, readableRows } from './readable-rows.js';
import { type HealthRecord, parseRecord } from './record.js';
import type { Session } from './session.js';
import { fields } from './tolerant.js';

/** From a day to a day, both included, as `YYYY-MM-DD`; or everything. */
export type DayRange = { readonly from: string; readonly to: string } | 'everything';

/** The rows of sleeps and of workouts. */
export const SERIES: ListKind = { key: 'series', isRow: (row) => 'startdate' in row && 'enddate' in row };

/** The parameters of a range; `lastupdate: 0` is everything. */
export function rangeParams(range: DayRange): Readonly<Record<string, string | number>> {
  return range === 'everything' ? { lastupdate: 0 } : { startdateymd: range.from, enddateymd: range.to };
}

/** A sleep that ended longer ago is over, whatever else is said of it: it must not stay away for ever. */
const LONGEST_ONGOING_SECONDS = 86_400;

export const GETSUMMARY = { endpoint: '/v2/sleep', action: 'getsummary' } as const;

/**
 * POST /v2/sleep, action getsummary: nights and naps, a row for each time in bed and device. A night appears when the
 * person first gets up, grows, and is revised for hours.
 *
 * @param dataFields every field that is wanted: the cloud sends few without being asked
 * @param zone IANA name of the account's, for rows that tell neither day nor zone
 * @param cloudTime milliseconds since 1970, as the answer says
 */
export async function getSleepSummaries(
  call: Session['call'],
  range: DayRange,
  dataFields: readonly string[],
  zone?: string,
  cloudTime: () => number | undefined = () => undefined,
  onUnreadable?: OnUnreadable,
): Promise<HealthRecord[]> {
  const records: HealthRecord[] = [];
  const parse = (row: unknown): HealthRecord | undefined => {
    const record = parseRecord(row, 'model_id', zone);
    return record && isOngoing(row, record, cloudTime()) ? { ...record, ongoing: true } : record;
  };
  const params = { ...rangeParams(range), data_fields: dataFields.join(',') };
  for await (const { rows } of pagedRows(call, GETSUMMARY, params, SERIES)) {
    for (const record of readableRows(rows, parse, onUnreadable)) records.push(record);
  }
  return records;
}

const NO = ['false', '0'];

/** Newer answers say when a night is still going on. */
function isOngoing(row: unknown, { end }: HealthRecord, cloudTime: number | undefined): boolean {
  if (!NO.includes(String(fields(row).completed))) return false;
  return cloudTime === undefined || cloudTime / 1000 - end <= LONGEST_ONGOING_SECONDS;
}
