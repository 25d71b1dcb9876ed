import { ACTIVITY_DEFAULT } from './data-fields.js';
import { answerDays, namedFields, pick, readNumbers } from './day-rows.js';
import { invalid, success } from './reply.js';
import type { IntradayRow } from './row-types.js';
import type { DataCall, DataEndpoint, Envelope } from './types.js';

const DAY = 86_400;

const ABOUT_THE_DAY = new Set([
  ...['date', 'timezone', 'deviceid', 'hash_deviceid', 'brand', 'is_tracker', 'modified', 'model', 'modelid'],
]);
const ABOUT_THE_ENTRY = new Set(['deviceid', 'model', 'model_id']);

/** POST /v2/measure: getactivity, getworkouts and getintradayactivity. */
export function activityEndpoints(pageSize: number): readonly DataEndpoint[] {
  const common = { path: '/v2/measure', scopes: ['user.activity'] };
  return [
    { ...common, action: 'getactivity', answer: (call) => getActivity(call, pageSize) },
    { ...common, action: 'getworkouts', answer: (call) => getWorkouts(call, pageSize) },
    { ...common, action: 'getintradayactivity', answer: getIntraday },
  ];
}

function getActivity({ person, params }: DataCall, pageSize: number): Envelope {
  return answerDays(params, {
    rows: person.activities,
    listKey: 'activities',
    pageSize,
    // As recorded: an offset although there is no more.
    lastOffset: pageSize,
    show: (row, fields = new Set(ACTIVITY_DEFAULT)) => pick(row, (name) => ABOUT_THE_DAY.has(name) || fields.has(name)),
  });
}

function getWorkouts({ person, params }: DataCall, pageSize: number): Envelope {
  return answerDays(params, {
    rows: person.workouts,
    listKey: 'series',
    pageSize,
    lastOffset: 0,
    show: ({ data, ...row }, fields) => ({
      ...row,
      data: fields ? pick(data, (name) => fields.has(name)) : { algo_pause_duration: data.algo_pause_duration ?? null },
    }),
  });
}

/** At most 24 hours from `startdate` on; without it the newest, or the last before `enddate`. */
function getIntraday({ person, params }: DataCall): Envelope {
  const window = readNumbers(params, ['startdate', 'enddate']);
  if (typeof window === 'string') return invalid(window);
  const rows = person.intraday ?? [];
  const newest = rows.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0);
  const start = window.startdate ?? (window.enddate ?? newest) - DAY;
  const end = Math.min(window.enddate ?? Number.POSITIVE_INFINITY, start + DAY);
  const fields = namedFields(params) ?? new Set();
  const found = rows.filter(({ timestamp }) => timestamp >= start && timestamp <= end);
  return success({ series: found.length === 0 ? [] : Object.fromEntries(found.map((row) => entry(row, fields))) });
}

function entry({ timestamp, ...row }: IntradayRow, fields: ReadonlySet<string>) {
  return [timestamp, pick(row, (name) => ABOUT_THE_ENTRY.has(name) || fields.has(name))] as const;
}
