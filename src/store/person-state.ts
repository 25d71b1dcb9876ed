import type { ReadingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { ActivityDay } from '../withings/activity.js';
import type { HealthRecord } from '../withings/record.js';
import type { Device } from '../withings/user.js';

/** What is known of one person, beside the archive. Everything here can be had from the cloud again. */
export interface PersonState {
  /** Why a person must authorise the account (again), in words; for whoever looks at a bridge that runs. */
  readonly loginProblem?: string | undefined;
  /** IANA name. */
  readonly zone?: string;
  /** The feed that told the zone, and when it was so, seconds since 1970. */
  readonly zoneFrom?: { readonly feed: string; readonly at: number };
  /** The latest of each metric. */
  readonly readings: Readonly<Record<string, Reading>>;
  readonly devices: Readonly<Record<string, DeviceState>>;
  /** By feed. */
  readonly feeds: Readonly<Record<string, FeedState>>;
  /** Measure groups that a later answer may repeat, with the time at which each was made. */
  readonly seen?: Readonly<Record<string, number>>;
  /** By feed, the newest records, newest first. */
  readonly records?: Readonly<Record<string, readonly HealthRecord[]>>;
  /** The last days, one row each. */
  readonly activity?: readonly ActivityDay[];
  /** By day, the midnight at which it began where the account was then, seconds since 1970. */
  readonly midnights?: Readonly<Record<string, number>>;
  /** Readings that somebody should be told of and has not been yet; the oldest first. */
  readonly outbox?: readonly ReadingEvent[];
}

/** How far a feed has come. Times are seconds since 1970. */
export interface FeedState {
  /** The newest change that has been read; the day's curve: of a day that came late. */
  readonly cursor?: number;
  readonly lastSuccess?: number;
  /** In words; absent when the last fetch went well. */
  readonly lastError?: string;
  /** Withings does not let this login read it; absent once it has come in. */
  readonly refused?: boolean;
  /** When it is to be fetched next. */
  readonly next?: number;
  /** Fetches that failed in a row, where that must be known beyond a process. */
  readonly failures?: number;
  /** Withings said so: nothing brings `next` before it. */
  readonly notBefore?: number;
  /** For how many seconds it said so. */
  readonly wait?: number;
  /** How much of the years before is in the archive. */
  readonly past?: PastProgress;
  /** Measures and the day's curve: when the recent window was last read as a whole. */
  readonly windowRead?: number;
  /** Measures: the attributions that were left out. */
  readonly ignored?: string;
  /** Measures: the rules by which others were left out. */
  readonly rules?: number;
  /** Of a feed that follows another one. */
  readonly details?: DetailState;
}

/** Of what another feed has brought, what has been fetched in detail. Times are seconds since 1970. */
export interface DetailState {
  /** What began before this time was there at first: it is read with the past. */
  readonly since: number;
  /** The past has been read down to this time. */
  readonly walked: number;
  /** By id, what has been fetched of what the other feed keeps, as it was then. */
  readonly fetched: Readonly<Record<string, FetchedDetail>>;
  /** Nights: the days of those that somebody has been told of, or never will be. */
  readonly told?: readonly string[];
  /** What did not come when it was last asked for, in the order in which it was. */
  readonly failing?: readonly FailingDetail[];
}

/** Something that Withings did not deliver, though nothing says that it never will. Times are seconds since 1970. */
export interface FailingDetail {
  readonly id: string;
  readonly start: number;
  /** When it failed first. */
  readonly since: number;
}

export interface FetchedDetail {
  readonly start: number;
  readonly end: number;
  readonly modified: number;
  /** A night to which nothing more could come. */
  readonly over?: true;
  /** Of a night that is over: how many answers were empty in a row. */
  readonly empty?: number;
}

/** How far the reading of a feed's past has come. Days are `YYYY-MM-DD`, times seconds since 1970. */
export interface PastProgress {
  /** All from this day on has been read. */
  readonly from: string;
  /** All there is has been read once, at least. */
  readonly complete: boolean;
  /** When it was begun; all of it is read again from time to time. */
  readonly begun: number;
  /** When its end was last read. */
  readonly recent: number;
  /** Years in a row that had nothing. */
  readonly empty: number;
}

/** A Withings device of a person, and its latest readings by metric. */
export interface DeviceState {
  readonly device: Device;
  readonly readings: Readonly<Record<string, Reading>>;
  /** Since when Withings does not list it any more, seconds since 1970. */
  readonly missingSince?: number;
}

/** The state in which something else is known of a feed; what is not named stays. */
export function withFeedState(state: PersonState, feed: string, changes: FeedState): PersonState {
  return { ...state, feeds: { ...state.feeds, [feed]: { ...state.feeds[feed], ...changes } } };
}

export const EMPTY_PERSON: PersonState = { readings: {}, devices: {}, feeds: {} };
