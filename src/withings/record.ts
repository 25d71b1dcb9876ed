import { modelName } from './device-models.js';
import { localTime } from './local-time.js';
import { fields, toInteger, toNumber, toText, toTime } from './tolerant.js';

/** What a row says by field name: a number where there is one, else the text; fields without a value are left out. */
export type RecordData = Readonly<Record<string, number | string>>;

/** Something that lasted: a sleep, a workout, or an ECG. Times are seconds since 1970. */
export interface HealthRecord {
  /** The cloud's; where it sends none, standInId. */
  readonly id: string;
  /** The day it belongs to, such as `2026-01-31`; of a sleep, the day of waking up. */
  readonly date: string;
  /** IANA name of the zone in which it happened, as far as the row tells. */
  readonly timezone: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly created: number;
  readonly modified: number;
  readonly attribution: number | undefined;
  /** Workouts only. */
  readonly category: number | undefined;
  readonly deviceId: string | undefined;
  readonly model: string | undefined;
  readonly data: RecordData;
  /** Of a sleep that goes on: its end is not the last one yet. */
  readonly ongoing?: true;
}

/** The values of a row's fields, tolerant: numbers may be strings, null and lists say nothing. */
export function readData(value: unknown): RecordData {
  const data: Record<string, number | string> = {};
  for (const [key, item] of Object.entries(fields(value))) {
    const read = toNumber(item) ?? toText(item);
    if (read !== undefined) data[key] = read;
  }
  return data;
}

/**
 * What rows of sleep getsummary and of getworkouts have in common.
 *
 * @param row with `id`, `startdate`, `enddate`, `date`, `created`, `modified`, a device and `data`
 * @param modelKey where the row has its model's id: `model_id` of a sleep (its `model` is another code), `model` of a workout
 * @param zone where the account is: for the day of a row that tells neither day nor zone
 * @returns undefined for a row without its two times: nothing can be said about it
 */
export function parseRecord(row: unknown, modelKey: 'model_id' | 'model', zone?: string): HealthRecord | undefined {
  const source = fields(row);
  const start = toTime(source.startdate);
  const end = toTime(source.enddate);
  if (start === undefined || end === undefined || end < start) return undefined;
  const timezone = toText(source.timezone);
  const deviceId = toText(source.hash_deviceid) ?? toText(source.deviceid);
  const modified = toTime(source.modified) ?? toTime(source.created) ?? end;
  return {
    id: toText(source.id) ?? standInId({ start, deviceId }),
    start,
    end,
    date: readDay(source.date) ?? dayOf(end, timezone, zone),
    timezone,
    created: toTime(source.created) ?? modified,
    modified,
    attribution: toInteger(source.attrib),
    category: toInteger(source.category),
    deviceId,
    model: readModel(source[modelKey]),
    data: readData(source.data),
  };
}

/** What a record without an id is known by: nobody begins two things at once on one device. No id of the cloud has a dash. */
export function standInId({ start, deviceId }: Pick<HealthRecord, 'start' | 'deviceId'>): string {
  return `${start}-${deviceId ?? ''}`;
}

/** The day of a time in the first of these zones that is known here, or in UTC, as `YYYY-MM-DD`. */
export function dayOf(seconds: number, ...zones: readonly (string | undefined)[]): string {
  return localTime(seconds, ...zones).toFormat('yyyy-MM-dd');
}

/** A day as Withings writes it, `YYYY-MM-DD`; undefined for everything else, and for days that no month has. */
export function readDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value) ? value : undefined;
}

/** A model by its id, or as the cloud writes it. */
export function readModel(value: unknown): string | undefined {
  const id = toInteger(value);
  return id === undefined ? toText(value) : modelName(id);
}
