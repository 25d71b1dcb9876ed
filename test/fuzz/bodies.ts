import { SITES } from '../feeds/cloud.js';
import api from '../fixtures/api-fields.json' with { type: 'json' };

const DAY = 86_400;
const TOKENS = '/v2/oauth2 requesttoken';

/** Where answers are asked for: the feeds' endpoints, and the token endpoint. */
export const PLACES = [...Object.values(SITES), TOKENS] as const;

export type Place = (typeof PLACES)[number];

/** Whose account it is. */
export const USER = 7001;

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const data = (fields: readonly string[]) => Object.fromEntries(fields.map((field, index) => [field, 1000 + index]));
const zone = { timezone: 'Europe/Berlin', hash_deviceid: 'watch' };

/** Bodies as the cloud sends them at a time, in seconds since 1970: always of the same shape. */
export const BODIES: Readonly<Record<Place, (now: number) => unknown>> = {
  [SITES.measures]: (now) => ({
    updatetime: now,
    timezone: 'Europe/Berlin',
    measuregrps: [
      group(now - 100, 0, [72_000 + (now % 977), 1, -3], [170, 4, -2]),
      group(now - DAY, 0, [125, 10, 0], [80, 9, 0], [61, 11, 0]),
      group(now - 2 * DAY, 2, [71, 1, 0], [521, 174, -2, 3], [42, 4242, 0], [1, 130, 0], [12, 135, -2]),
    ],
  }),
  [SITES.activity]: (now) => ({
    activities: [
      activity(now, { ...data(api.activity_fields), steps: now % 9999 }),
      activity(now, { steps: 5 }, 18),
      ...[1, 2, 3, 4].map((days) => activity(now - days * DAY, { steps: 4000 + days })),
    ],
    ...{ more: false, offset: 0 },
  }),
  [SITES.sleep]: (now) => ({
    series: [
      record(now - 8 * 3600, 28_000, { model: 32, model_id: 63, data: data(api.sleep_summary_fields) }),
      record(now - DAY - 8 * 3600, 27_000, { model: 32, data: { total_sleep_time: 26_000 } }),
      record(now - DAY, 3000, { completed: false, data: { total_sleep_time: 2000 } }),
    ],
    ...{ more: false, offset: 0 },
  }),
  [SITES.workouts]: (now) => ({
    series: [
      record(now - 5000, 1800, { category: 1, attrib: 0, model: 93, data: data(api.workout_fields) }),
      record(now - DAY, 600, { category: 7, data: { calories: 100 } }),
    ],
    ...{ more: false, offset: 0 },
  }),
  [SITES.ecgs]: (now) => ({
    series: [now - 4000, now - DAY].map((timestamp) => ({
      ...zone,
      ...{ model: 93, ecg: { signalid: timestamp, afib: 0 }, heart_rate: 60, timestamp, modified: timestamp },
    })),
    ...{ more: false, offset: 0 },
  }),
  [SITES.nights]: (now) => ({
    series: [now - 8 * 3600, now - 5 * 3600].map((startdate, index) => ({
      ...{ startdate, enddate: startdate + 3600, state: index + 1, model_id: 63, hash_deviceid: 'watch' },
      ...Object.fromEntries(['hr', 'rmssd', 'sdnn_1'].map((field) => [field, { [startdate + 60]: 50 + index }])),
    })),
    model: 32,
  }),
  [SITES.intraday]: (now) => ({
    series: Object.fromEntries(
      [now - 600, now - 300].map((time) => [time, { deviceid: 'watch', model_id: 94, heart_rate: 60, steps: 10 }]),
    ),
  }),
  [SITES.ecg_signals]: () => ({ signal: [1, -2, 3], sampling_frequency: 300, wearposition: 1, model: 94 }),
  [SITES.goals]: () => ({ goals: { steps: 8000, sleep: 27_000, weight: { value: 705, unit: -1 } } }),
  [SITES.devices]: (now) => ({
    devices: [
      { hash_deviceid: 'scale', type: 'Scale', model: 'Body+', battery: 'high', last_session_date: now - 50, fw: '1' },
      { hash_deviceid: 'watch', type: 'Watch', model_id: 93, battery: 'low', timezone: 'Europe/Berlin' },
    ],
  }),
  [TOKENS]: (now) => ({
    ...{ userid: USER, access_token: `access-${now}`, refresh_token: `refresh-${now}`, expires_in: 10_800 },
    ...{ scope: 'user.info,user.metrics', token_type: 'Bearer' },
  }),
};

type Row = Readonly<Record<string, unknown>>;

function group(date: number, attrib: number, ...measures: readonly (readonly number[])[]) {
  return {
    ...{
      grpid: date,
      attrib,
      date,
      created: date,
      modified: date,
      category: 1,
      hash_deviceid: 'scale',
      model: 'Body+',
    },
    measures: measures.map(([value, type, unit, position]) => ({
      ...{ value, type, unit },
      ...(position !== undefined && { position }),
    })),
  };
}

function activity(time: number, counted: Row, brand = 1) {
  return { date: day(time), ...zone, brand, is_tracker: brand === 1, modified: time, modelid: 93, ...counted };
}

function record(startdate: number, seconds: number, more: Row) {
  const enddate = startdate + seconds;
  const times = { startdate, enddate, date: day(enddate), created: enddate, modified: enddate };
  return { id: startdate, ...zone, ...times, ...more };
}
