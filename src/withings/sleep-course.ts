import { readRows } from './answer-rows.js';
import { readModel } from './record.js';
import type { Session } from './session.js';
import { SERIES } from './sleep.js';
import { type Point, readPoints, seriesOf, type TimeRange } from './timed.js';
import { fields, toInteger, toText, toTime } from './tolerant.js';

/** A stretch of one state within a sleep, as one device saw it. Times are seconds since 1970. */
export interface SleepPhase {
  readonly start: number;
  readonly end: number;
  /** For sleepStateName; undefined where the row has none. */
  readonly state: number | undefined;
  readonly deviceId: string | undefined;
  readonly model: string | undefined;
  /** By field, such as `hr`: what was measured, by time; fields without a value are left out. */
  readonly values: Readonly<Record<string, readonly Point[]>>;
}

export const SLEEP_GET = { endpoint: '/v2/sleep', action: 'get' } as const;

/** What sleep get knows to send (Withings' OpenAPI file). */
export const SLEEP_COURSE_FIELDS = [
  'hr',
  'rr',
  'snoring',
  'sdnn_1',
  'rmssd',
  'hrv_quality',
  'mvt_score',
  'chest_movement_rate',
  'withings_index',
  'breathing_sounds',
] as const;

/** `state` of sleep get (Withings' OpenAPI file). */
const STATES: ReadonlyMap<number, string> = new Map([
  [0, 'awake'],
  [1, 'light'],
  [2, 'deep'],
  [3, 'rem'],
  [4, 'manual'],
  [5, 'unspecified'],
  [15, 'out_of_bed'],
]);

/** A state in a word; `state_7` for one that nobody has documented. */
export function sleepStateName(state: number): string {
  return STATES.get(state) ?? `state_${state}`;
}

/**
 * POST /v2/sleep, action get: what happened within the sleeps of a time, of every device that saw it, with the named
 * fields. One call for each 24 hours, since no answer has more. Withings says nothing of the order: it is that of time.
 *
 * @throws TransportError when there is something else where the phases should be
 */
export async function getSleepCourse(
  call: Session['call'],
  range: TimeRange,
  dataFields: readonly string[],
): Promise<SleepPhase[]> {
  const phases = new Map<string, SleepPhase>();
  for await (const series of seriesOf(call, SLEEP_GET, range, dataFields)) {
    for (const row of readRows(series, SERIES, SLEEP_GET)) {
      const phase = parsePhase(row, dataFields);
      // One at the edge of two calls comes with both.
      if (phase) phases.set([phase.start, phase.end, phase.state, phase.deviceId].join(' '), phase);
    }
  }
  return [...phases.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

function parsePhase(row: unknown, dataFields: readonly string[]): SleepPhase | undefined {
  const source = fields(row);
  const start = toTime(source.startdate);
  const end = toTime(source.enddate);
  if (start === undefined || end === undefined || end < start) return undefined;
  const values = dataFields.flatMap((field) => {
    const points = readPoints(source[field]);
    return points.length === 0 ? [] : [[field, points] as const];
  });
  return {
    start,
    end,
    state: toInteger(source.state),
    deviceId: toText(source.hash_deviceid) ?? toText(source.deviceid),
    model: readModel(source.model_id) ?? toText(source.model),
    values: Object.fromEntries(values),
  };
}
