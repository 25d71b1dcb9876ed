import { pagedRows } from './pages.js';
import { type OnUnreadable, readableRows } from './readable-rows.js';
import { type RecordData, readData, readDay, readModel } from './record.js';
import type { Session } from './session.js';
import { type DayRange, rangeParams } from './sleep.js';
import { fields, flag, toInteger, toText, toTime } from './tolerant.js';

/** One row of getactivity: a day as one device, or one phone, counted it. */
export interface ActivityDay {
  /** In the person's zone, `YYYY-MM-DD`. */
  readonly date: string;
  readonly timezone: string | undefined;
  readonly modified: number;
  /** 1 is Withings, 18 is another maker. */
  readonly brand: number | undefined;
  /** Worn on the body; false for a phone. */
  readonly isTracker: boolean;
  readonly deviceId: string | undefined;
  readonly model: string | undefined;
  readonly data: RecordData;
}

export const GETACTIVITY = { endpoint: '/v2/measure', action: 'getactivity' } as const;

/** POST /v2/measure, action getactivity. A day has a row for each device or phone that counted. */
export async function getActivity(
  call: Session['call'],
  range: DayRange,
  dataFields: readonly string[],
  onUnreadable?: OnUnreadable,
): Promise<ActivityDay[]> {
  const days: ActivityDay[] = [];
  const params = { ...rangeParams(range), data_fields: dataFields.join(',') };
  const list = { key: 'activities', isRow: (row: object) => 'date' in row };
  for await (const { rows } of pagedRows(call, GETACTIVITY, params, list)) {
    for (const day of readableRows(rows, (row) => parseDay(row, dataFields), onUnreadable)) days.push(day);
  }
  return days;
}

function parseDay(row: unknown, dataFields: readonly string[]): ActivityDay | undefined {
  const source = fields(row);
  const date = readDay(source.date);
  if (date === undefined) return undefined;
  const all = readData(source);
  return {
    date,
    timezone: toText(source.timezone),
    modified: toTime(source.modified) ?? 0,
    brand: toInteger(source.brand),
    isTracker: flag.parse(source.is_tracker),
    deviceId: toText(source.hash_deviceid) ?? toText(source.deviceid),
    model: toText(source.model) ?? readModel(source.modelid),
    data: Object.fromEntries(Object.entries(all).filter(([field]) => dataFields.includes(field))),
  };
}
