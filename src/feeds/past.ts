import type { DecodeMeasures } from '../metrics/decode/measures.js';
import type { PersonState } from '../store/person-state.js';
import type { ArchiveChange } from '../store/store.js';
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
  /** Of the person, as it was when the reading began. */
  readonly state: PersonState;
  /** IANA name of the person's zone. */
  readonly zone: string;
}

/** What a feed has brought in the years before, for the archive. */
export interface Past {
  /** Nothing is older, `YYYY-MM-DD`. */
  readonly since: string;
  /** Its readings are of whole days, and stand at the midnight at which each began. */
  readonly daily?: true;
  /**
   * All that was taken in a window, some readings at a time; at the end, that nothing else is there. Nothing at all for an
   * empty answer, which says nothing.
   *
   * @throws WithingsError
   */
  read(context: PastContext, window: Window): AsyncGenerator<ArchiveChange>;
}

/** Withings sold its first scale in that year; before it nobody had anything that measured by itself. */
export const FIRST_SCALE = '2009-01-01';
/** What a person enters by hand may be of any time. */
export const FIRST_DAY = '1970-01-02';

/** One day more on both sides, for records: whoever travels has days of another zone. */
export function around({ from, to }: Window, since: string): { readonly from: string; readonly to: string } & DayRange {
  const before = addDays(from, -1);
  return { from: before < since ? since : before, to: addDays(to, 1) };
}

export function isWithin(time: number, { start, end }: Window): boolean {
  return time >= start && time < end;
}

/** That a feed has in a window these groups, and no others; undefined where there are none. */
export function nothingElse(feed: string, { start, end }: Window, groups: ReadonlySet<string>): ArchiveChange[] {
  return groups.size === 0 ? [] : [{ feed, put: [], window: { from: start, to: end, groups } }];
}
