import { pagedRows } from './pages.js';
import { type HealthRecord, parseRecord } from './record.js';
import type { ListKind } from './rows.js';
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

export const GETSUMMARY = { endpoint: '/v2/sleep', action: 'getsummary' } as const;

/**
 * POST /v2/sleep, action getsummary: nights and naps, a row for each time in bed and device. A night appears when the
 * person first gets up, grows, and is revised for hours.
 *
 * @param dataFields every field that is wanted: the cloud sends few without being asked
 * @param zone IANA name of the account's, for rows that tell neither day nor zone
 */
export async function getSleepSummaries(
  call: Session['call'],
  range: DayRange,
  dataFields: readonly string[],
  zone?: string,
): Promise<HealthRecord[]> {
  const records: HealthRecord[] = [];
  const params = { ...rangeParams(range), data_fields: dataFields.join(',') };
  for await (const { rows } of pagedRows(call, GETSUMMARY, params, SERIES)) {
    for (const row of rows) {
      const record = parseRecord(row, 'model_id', zone);
      // Newer answers say when a night is still going on.
      if (record) records.push(fields(row).completed === false ? { ...record, ongoing: true } : record);
    }
  }
  return records;
}
