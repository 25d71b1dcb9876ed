import type { Schedule, Wait } from '../scheduler/schedule.js';
import { type FeedState, type PersonState, withFeedState } from '../store/person-state.js';

/** The state after a feed went well at `now`, seconds since 1970. */
export function withSuccess(state: PersonState, name: string, now: number): PersonState {
  const { lastError: _, refused: __, ...before } = state.feeds[name] ?? {};
  return withFeed(noLaterThan(now, state), name, { ...before, lastSuccess: now });
}

/** The state of a feed that there is nothing to ask for: no time, since nothing came in. */
export function withoutTrouble(state: PersonState, name: string): PersonState {
  const { lastError, refused, ...feed } = state.feeds[name] ?? {};
  return lastError === undefined && refused === undefined ? state : withFeed(state, name, feed);
}

/** The state of a feed that Withings refuses, and that nobody need miss. */
export function withRefusal(state: PersonState, name: string): PersonState {
  const { lastError: _, ...feed } = state.feeds[name] ?? {};
  return withFeed(state, name, { ...feed, refused: true });
}

/** What Withings has told to wait for, as a schedule has it; undefined where it has not. */
export function toldOf(state: PersonState | undefined, feed: string): Wait | undefined {
  const { notBefore, wait } = state?.feeds[feed] ?? {};
  if (notBefore === undefined) return undefined;
  return { notBefore: notBefore * 1000, ...(wait !== undefined && { wait: wait * 1000 }) };
}

/** The state that knows when a feed is fetched next; seconds, so that the same plan changes nothing. */
export function withPlan(state: PersonState, name: string, { next, notBefore, wait }: Schedule): PersonState {
  const before = state.feeds[name] ?? {};
  const { notBefore: _, wait: __, ...rest } = before;
  const after: FeedState = {
    ...{ ...rest, next: seconds(next) },
    ...(notBefore !== undefined && { notBefore: seconds(notBefore) }),
    ...(wait !== undefined && { wait: seconds(wait) }),
  };
  const isSame = before.next === after.next && before.notBefore === after.notBefore && before.wait === after.wait;
  return isSame ? state : withFeed(state, name, after);
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/** Whether two states differ in nothing but when feeds were and will be fetched, which is no hurry to write down. */
export function isOnlyTimes(state: PersonState, before: PersonState): boolean {
  const { feeds, ...rest } = state;
  const { feeds: feedsBefore, ...restBefore } = before;
  const isSame = (Object.keys({ ...rest, ...restBefore }) as (keyof typeof rest)[]).every(
    (key) => rest[key] === restBefore[key],
  );
  const names = Object.keys({ ...feeds, ...feedsBefore });
  return isSame && names.every((name) => isOnlyTime(feeds[name], feedsBefore[name]));
}

function isOnlyTime(feed: FeedState = {}, before: FeedState = {}): boolean {
  if (feed === before) return true;
  const keys = Object.keys({ ...feed, ...before }) as (keyof FeedState)[];
  return keys.every((key) => TIMES.has(key) || feed[key] === before[key]);
}

const TIMES: ReadonlySet<keyof FeedState> = new Set(['lastSuccess', 'next', 'notBefore', 'wait']);

/** The state after a feed failed; that Withings refuses it holds until it comes in. */
export function withFailure(state: PersonState, name: string, reason: string, refused: boolean): PersonState {
  return withFeedState(state, name, { lastError: reason, ...(refused && { refused }) });
}

/**
 * When the feed that is furthest behind went well, seconds since 1970: all that this login may read is at least as new.
 * Undefined as long as one of them has never come in.
 */
export function oldestSuccess({ feeds }: PersonState, names: readonly string[]): number | undefined {
  const times = names.filter((name) => !feeds[name]?.refused).map((name) => feeds[name]?.lastSuccess);
  if (times.length === 0 || times.includes(undefined)) return undefined;
  return Math.min(...times.map((time) => time ?? 0));
}

function withFeed(state: PersonState, name: string, feed: FeedState): PersonState {
  return { ...state, feeds: { ...state.feeds, [name]: feed } };
}

/** A success that is still to come is of a clock that was set back since; it must not hide for how long nothing came. */
function noLaterThan(now: number, state: PersonState): PersonState {
  const early = Object.entries(state.feeds).filter(([, { lastSuccess = 0 }]) => lastSuccess > now);
  if (early.length === 0) return state;
  const corrected = early.map(([name, feed]) => [name, { ...feed, lastSuccess: now }]);
  return { ...state, feeds: { ...state.feeds, ...Object.fromEntries(corrected) } };
}
