import { readObject } from './answer-rows.js';
import type { CallSite } from './errors.js';
import type { Session } from './session.js';
import { fields, toNumber, toTime } from './tolerant.js';

/** A value at a time, seconds since 1970. */
export type Point = readonly [time: number, value: number];

/** Seconds. Of the calls for what happened minute by minute, none answers with more. */
const LONGEST_WINDOW = 86_400;

/** A stretch of time, [start, end), seconds since 1970. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** A time range in pieces that one call answers as a whole. */
function callWindows({ start, end }: TimeRange): TimeRange[] {
  const count = Math.max(1, Math.ceil((end - start) / LONGEST_WINDOW));
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * LONGEST_WINDOW;
    return { start: from, end: Math.min(end, from + LONGEST_WINDOW) };
  });
}

/**
 * The `series` of each call that a range takes, as it comes.
 *
 * @throws TransportError when the answer has no body
 */
export async function* seriesOf(
  call: Session['call'],
  site: CallSite,
  range: TimeRange,
  dataFields: readonly string[],
): AsyncGenerator<unknown> {
  for (const { start, end } of callWindows(range)) {
    const params = { startdate: start, enddate: end, data_fields: dataFields.join(',') };
    yield readObject(await call({ ...site, params }), 'the body', site).series;
  }
}

/** An object of values by epoch, by time; what is no time, or no number, says nothing. */
export function readPoints(value: unknown): Point[] {
  const points = Object.entries(fields(value)).flatMap(([key, one]): Point[] => {
    const time = toTime(key);
    const number = toNumber(one);
    return time === undefined || number === undefined ? [] : [[time, number]];
  });
  return byTime(points);
}

/** In the order of time, one for each time: of several the last one. */
export function byTime(points: readonly Point[]): Point[] {
  return [...new Map(points)].sort(([a], [b]) => a - b);
}
