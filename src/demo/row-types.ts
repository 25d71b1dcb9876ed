import type { ActivityField } from './data-fields.js';

/** A value of `data`; times and durations in seconds. */
export type Cell = number | string | null;

/** A row of getactivity: a day as one device or phone counted it, its data fields beside the rest. */
export interface ActivityRow extends Partial<Record<ActivityField, number | null>> {
  /** In the person's zone, YYYY-MM-DD. */
  date: string;
  modified: number;
  timezone?: string;
  /** Null for a phone, as is the other id. */
  deviceid?: string | null;
  hash_deviceid?: string | null;
  /** 1 is Withings, 18 is another maker. */
  brand?: number;
  is_tracker?: boolean;
  model?: string | null;
  modelid?: number | null;
  [more: string]: unknown;
}

/** A row of sleep getsummary: a night or a nap. */
export interface SleepRow {
  id: number;
  startdate: number;
  enddate: number;
  /** The day of waking up, in the person's zone. */
  date: string;
  modified: number;
  created?: number;
  timezone?: string;
  /** 16 a tracker, 32 a sleep monitor; the device's model is `model_id`. */
  model?: number;
  model_id?: number | null;
  hash_deviceid?: string | null;
  completed?: boolean;
  data: Record<string, Cell>;
}

/** A row of getworkouts. */
export interface WorkoutRow {
  id: number;
  category: number;
  startdate: number;
  enddate: number;
  /** The day it began, in the person's zone. */
  date: string;
  modified: number;
  created?: number;
  timezone?: string;
  /** The model's number. */
  model?: number | null;
  attrib?: number;
  deviceid?: string | null;
  hash_deviceid?: string | null;
  data: Record<string, Cell>;
}

/** A row of heart list. `afib`: 0 negative, 1 positive, 2 inconclusive. */
export interface EcgRow {
  timestamp: number;
  modified: number;
  timezone?: string;
  deviceid?: string | null;
  hash_deviceid?: string | null;
  /** The model's number. */
  model?: number;
  ecg?: { signalid: number; afib: number };
  bloodpressure?: { diastole: number; systole: number };
  heart_rate?: number | { value: number; [more: string]: unknown };
  /** What heart get sends of it. */
  curve?: EcgCurve;
}

/** The signal of an ECG in microvolts, and where it was worn: 1 is the left wrist. */
export interface EcgCurve {
  signal: number[];
  sampling_frequency: number;
  wearposition: number;
}

/** An entry of getintradayactivity; the cloud sends it under its `timestamp`. */
export interface IntradayRow {
  timestamp: number;
  deviceid?: string | null;
  model?: string | null;
  model_id?: number | null;
  [field: string]: Cell | undefined;
}

/** An interval of sleep get: `state` 0 awake, 1 light, 2 deep, 3 REM; the maps go from seconds since 1970 to a value. */
export interface SleepInterval {
  startdate: number;
  enddate: number;
  state: number;
  model?: string;
  model_id?: number | null;
  hash_deviceid?: string | null;
  hr?: Record<string, number>;
  rr?: Record<string, number>;
  [field: string]: Cell | undefined | Record<string, number>;
}
