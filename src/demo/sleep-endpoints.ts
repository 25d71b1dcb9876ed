import { SLEEP_DEFAULT } from './data-fields.js';
import { answerDays, namedFields, pick, readNumbers } from './day-rows.js';
import { invalid, success } from './reply.js';
import type { DataCall, DataEndpoint, Envelope } from './types.js';

const DAY = 86_400;
const TRACKER = 16;
const SLEEP_MONITOR = 32;
/** Model numbers of the devices that lie in bed. */
const MONITORS = [60, 61, 62, 63];

const ABOUT_THE_INTERVAL = new Set(['startdate', 'enddate', 'state', 'model', 'model_id', 'hash_deviceid']);

/** POST /v2/sleep: getsummary (nights and naps) and get (what happened within them). */
export function sleepEndpoints(pageSize: number): readonly DataEndpoint[] {
  const common = { path: '/v2/sleep', scopes: ['user.activity'] };
  return [
    { ...common, action: 'getsummary', answer: (call) => getSummary(call, pageSize) },
    { ...common, action: 'get', answer: getIntervals },
  ];
}

function getSummary({ person, params }: DataCall, pageSize: number): Envelope {
  return answerDays(params, {
    rows: person.sleeps,
    listKey: 'series',
    pageSize,
    lastOffset: 0,
    show: ({ data, ...row }, fields = new Set(SLEEP_DEFAULT)) => ({
      ...row,
      data: pick(data, (name) => fields.has(name)),
    }),
  });
}

/** Intervals that touch the window: `startdate` and `enddate`, but no more than 24 hours. */
function getIntervals({ person, params }: DataCall): Envelope {
  const window = readNumbers(params, ['startdate', 'enddate']);
  if (typeof window === 'string') return invalid(window);
  const { startdate, enddate } = window;
  if (startdate === undefined) return invalid('startdate');
  if (enddate === undefined) return invalid('enddate');
  const end = Math.min(enddate, startdate + DAY);
  const fields = namedFields(params) ?? new Set();
  const found = (person.nights ?? []).filter((interval) => interval.enddate > startdate && interval.startdate < end);
  return success({
    series: found.map((interval) => pick(interval, (name) => ABOUT_THE_INTERVAL.has(name) || fields.has(name))),
    model: found.some(({ model_id }) => MONITORS.includes(model_id ?? 0)) ? SLEEP_MONITOR : TRACKER,
  });
}
