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
export function callWindows({ start, end }: TimeRange): TimeRange[] {
  const count = Math.max(1, Math.ceil((end - start) / LONGEST_WINDOW));
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * LONGEST_WINDOW;
    return { start: from, end: Math.min(end, from + LONGEST_WINDOW) };
  });
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
