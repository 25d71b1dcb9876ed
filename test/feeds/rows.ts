import { type Answers, at, SITES } from './cloud.js';

type Row = Readonly<Record<string, unknown>>;

/** A row of sleep getsummary from and to an ISO time; created a minute after it ended. */
export function sleepRow(id: number, start: string, end: string, more: Row = {}) {
  const enddate = at(end);
  return {
    id,
    timezone: 'Europe/Berlin',
    model: 32,
    model_id: 63,
    hash_deviceid: 'mat',
    startdate: at(start),
    enddate,
    date: end.slice(0, 10),
    created: enddate + 60,
    modified: enddate + 60,
    data: { total_sleep_time: enddate - at(start) - 1800 },
    ...more,
  };
}

/** A row of getworkouts: half an hour's walk. */
export function workoutRow(id: number, start: string, more: Row = {}) {
  const startdate = at(start);
  return {
    id,
    category: 1,
    timezone: 'Europe/Berlin',
    model: 93,
    attrib: 0,
    startdate,
    enddate: startdate + 1800,
    date: start.slice(0, 10),
    deviceid: null,
    hash_deviceid: 'watch',
    created: startdate + 1860,
    modified: startdate + 1860,
    data: { calories: 100 + id, steps: 2000 + id },
    ...more,
  };
}

/** A row of heart list: an ECG. */
export function ecgRow(signalid: number, time: string, more: Row = {}) {
  const timestamp = at(time);
  return {
    deviceid: 'watch',
    model: 93,
    ecg: { signalid, afib: 0 },
    heart_rate: 60 + signalid,
    timestamp,
    modified: timestamp + 60,
    timezone: 'Europe/Berlin',
    ...more,
  };
}

/** A row of getactivity as a Withings watch counted it. */
export function dayRow(date: string, steps: number, more: Row = {}) {
  return {
    date,
    timezone: 'Europe/Berlin',
    deviceid: null,
    hash_deviceid: 'watch',
    brand: 1,
    is_tracker: true,
    modified: at(`${date}T12:00:00Z`),
    model: 'ScanWatch',
    modelid: 93,
    steps,
    ...more,
  };
}

/** A body of one page. */
export function page(key: 'series' | 'activities', ...rows: readonly unknown[]) {
  return { [key]: rows, more: false, offset: 0 };
}

/** Of a cloud that has nothing of the past, by endpoint and action. */
export const NOTHING: Answers = {
  [SITES.measures]: { measuregrps: [] },
  [SITES.sleep]: page('series'),
  [SITES.activity]: page('activities'),
  [SITES.workouts]: page('series'),
  [SITES.ecgs]: page('series'),
};
