import type { DecodeMeasures } from '../metrics/decode/measures.js';
import type { Reading } from '../metrics/reading.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { DayRange } from '../withings/sleep.js';
import { addDays } from './day.js';

/** A stretch of a person's days, as it is asked of the cloud. */
export interface Window {
  /** First and last day, both included, as `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** The same as times, [start, end), seconds since 1970. */
  readonly start: number;
  readonly end: number;
}

export interface PastContext {
  readonly client: WithingsApiClient;
  readonly decode: DecodeMeasures;
  /** IANA name of the person's zone. */
  readonly zone: string;
}

/** What a feed has brought in the years before, decoded as its fetches do it: what the present would have shown. */
export interface Past {
  /** Nothing is older, `YYYY-MM-DD`. */
  readonly since: string;
  /** Its readings are of whole days, and stand at the midnight at which each began. */
  readonly daily?: true;
  /** All that was taken in a window, some readings at a time. */
  read(context: PastContext, window: Window): AsyncGenerator<readonly Reading[]>;
}

/** Withings sold its first scale in that year; before it nobody had anything that measured by itself. */
export const FIRST_SCALE = '2009-01-01';
/** What a person enters by hand may be of any time. */
export const FIRST_DAY = '1970-01-02';

/** One day more on both sides, for records: whoever travels has days of another zone. */
export function around({ from, to }: Window, since: string): DayRange {
  const before = addDays(from, -1);
  return { from: before < since ? since : before, to: addDays(to, 1) };
}

export function isWithin(time: number, { start, end }: Window): boolean {
  return time >= start && time < end;
}
