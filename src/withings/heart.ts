import { pagedRows } from './pages.js';
import { type OnUnreadable, readableRows } from './readable-rows.js';
import { dayOf, type HealthRecord, readModel } from './record.js';
import type { Session } from './session.js';
import { fields, flag, toInteger, toNumber, toText, toTime } from './tolerant.js';

/** `ecg.afib` of heart list: another scale than the measure types 130 and 139 (Withings' OpenAPI file). */
export const ECG_AFIB_WORDS: readonly string[] = ['negative', 'positive', 'inconclusive'];

export const HEART_LIST = { endpoint: '/v2/heart', action: 'list' } as const;

/**
 * POST /v2/heart, action list: ECG recordings. Rows that are blood pressures or stethoscope sounds alone are left out
 * (pressures come with getmeas), and so are ECGs that failed.
 *
 * @param range seconds since 1970; everything without it
 * @param zone IANA name of the account's, for rows that do not tell their own
 * @returns records with `data.afib` (a code), `data.heart_rate` (bpm) and `data.signalid`, as far as they are there
 */
export async function getEcgs(
  call: Session['call'],
  range: { readonly startDate: number; readonly endDate: number } | undefined,
  zone?: string,
  onUnreadable?: OnUnreadable,
): Promise<HealthRecord[]> {
  const records: HealthRecord[] = [];
  const params = range ? { startdate: range.startDate, enddate: range.endDate } : {};
  const list = { key: 'series', isRow: (row: object) => 'timestamp' in row };
  for await (const { rows } of pagedRows(call, HEART_LIST, params, list)) {
    const taken = rows.filter(hasEcg);
    for (const record of readableRows(taken, (row) => parseEcg(row, zone), onUnreadable)) records.push(record);
  }
  return records;
}

/** A blood pressure that was taken without an ECG is listed, too, and so is an ECG that failed, with no id of a signal. */
function hasEcg(row: unknown): boolean {
  const { signalid } = fields(fields(row).ecg);
  return signalid !== undefined && signalid !== null && signalid !== '';
}

function parseEcg(row: unknown, zone?: string): HealthRecord | undefined {
  const source = fields(row);
  const { signalid, afib } = fields(source.ecg);
  const id = toText(signalid);
  const time = toTime(source.timestamp);
  if (id === undefined || time === undefined) return undefined;
  const timezone = toText(source.timezone);
  const rate = readRate(source.heart_rate);
  const code = toInteger(afib);
  const modified = toTime(source.modified) ?? time;
  return {
    id,
    date: dayOf(time, timezone, zone),
    timezone,
    start: time,
    end: time,
    created: modified,
    modified,
    attribution: undefined,
    category: undefined,
    deviceId: toText(source.hash_deviceid) ?? toText(source.deviceid),
    model: readModel(source.model),
    data: { ...(code !== undefined && { afib: code }), ...(rate !== undefined && rate > 0 && { heart_rate: rate }) },
  };
}

/** A number, or in newer answers one that is wrapped with when it was taken, and whether it was deleted since. */
function readRate(value: unknown): number | undefined {
  const wrapped = fields(value);
  return flag.parse(wrapped.is_deleted) ? undefined : (toNumber(value) ?? toNumber(wrapped.value));
}
