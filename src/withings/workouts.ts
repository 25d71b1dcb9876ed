import { pagedRows } from './pages.js';
import { type OnUnreadable, readableRows } from './readable-rows.js';
import { type HealthRecord, parseRecord } from './record.js';
import type { Session } from './session.js';
import { type DayRange, rangeParams, SERIES } from './sleep.js';

/** "No activity": a row that says that there was no workout. */
const NO_ACTIVITY = 128;

export const GETWORKOUTS = { endpoint: '/v2/measure', action: 'getworkouts' } as const;

/** POST /v2/measure, action getworkouts. `category` is a code for workoutCategory. `zone` as for getSleepSummaries. */
export async function getWorkouts(
  call: Session['call'],
  range: DayRange,
  dataFields: readonly string[],
  zone?: string,
  onUnreadable?: OnUnreadable,
): Promise<HealthRecord[]> {
  const records: HealthRecord[] = [];
  const params = { ...rangeParams(range), data_fields: dataFields.join(',') };
  for await (const { rows } of pagedRows(call, GETWORKOUTS, params, SERIES)) {
    const read = readableRows(rows, (row) => parseRecord(row, 'model', zone), onUnreadable);
    for (const record of read) if (record.category !== NO_ACTIVITY) records.push(record);
  }
  return records;
}
