import { type DetailState, type FetchedDetail, type PersonState, withFeedState } from '../../store/person-state.js';
import type { FeedContext } from '../feed.js';
import { failed, walkedTo, withoutFailing } from './failing.js';

/** Things whose detail is fetched one by one, and which are there by another feed. */
export interface Detailed {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly modified: number;
}

/** What is noted of a feed that fetches details; undefined before its first time. */
export function detailsOf(state: PersonState, feed: string): DetailState | undefined {
  return state.feeds[feed]?.details;
}

/** At the first time: what began before `since` is the past. */
export function newDetails(since: number): DetailState {
  return { since, walked: since, fetched: {} };
}

export function withDetails(state: PersonState, feed: string, details: DetailState): PersonState {
  return withFeedState(state, feed, { details });
}

/** The state in which one thing is fetched. */
export function withFetched(
  state: PersonState,
  feed: string,
  { id, start, end, modified }: Detailed,
  more: Pick<FetchedDetail, 'over' | 'empty'> = {},
): PersonState {
  const details = detailsOf(state, feed) ?? newDetails(start);
  return withDetails(state, feed, {
    ...withoutFailing(details, (one) => one.id === id),
    fetched: { ...details.fetched, [id]: { start, end, modified, ...more } },
  });
}

/** The state in which one thing did not come, though it may another time. `now` in seconds since 1970. */
export function withFailed(state: PersonState, feed: string, thing: Detailed, now: number): PersonState {
  return withDetails(state, feed, failed(detailsOf(state, feed) ?? newDetails(thing.start), thing, now));
}

/** Those that were fetched and are not there any more, though nothing tells that they are just too old to be kept. */
export function goneOf(details: DetailState, known: readonly Detailed[]) {
  const oldest = Math.min(...known.map(({ end }) => end));
  const ids = new Set(known.map(({ id }) => id));
  const missing = Object.entries(details.fetched).filter(([id]) => !ids.has(id));
  const never = (details.failing ?? []).filter(({ id, start }) => start >= details.since && !ids.has(id));
  return {
    missing: [...missing.map(([id]) => id), ...never.map(({ id }) => id)],
    gone: missing.filter(([, { end }]) => end > oldest),
  };
}

/** The state that remembers nothing of some. */
export function withoutFetched(state: PersonState, feed: string, ids: readonly string[]): PersonState {
  const details = detailsOf(state, feed);
  if (!details) return state;
  const fetched = Object.entries(details.fetched).filter(([id]) => !ids.includes(id));
  const kept = withoutFailing(details, ({ id }) => ids.includes(id));
  return withDetails(state, feed, { ...kept, fetched: Object.fromEntries(fetched) });
}

/**
 * The state in which the past is read down to a time, seconds since 1970; nothing is walked back up, whatever else has
 * come in meanwhile.
 */
export function withWalked(state: PersonState, feed: string, walked: number): PersonState {
  const details = detailsOf(state, feed);
  return !details || details.walked <= walked ? state : withDetails(state, feed, walkedTo(details, walked));
}

/**
 * Reads some of the past, where there is room for it beside what is new, and nobody waits. What fails each time does not
 * count: it would keep the feed from ever having come in, and the past from being read.
 *
 * @param fresh how many of those that were wanted were not known to fail
 * @returns what the work returns; false where it is left for another time
 */
export async function inThePast(
  { thorough, leisurely = (work) => work() }: FeedContext,
  { few, wanted, fresh }: { readonly few: number; readonly wanted: number; readonly fresh: number },
  work: (count: number) => Promise<boolean>,
): Promise<boolean> {
  const isAwaited = thorough && wanted === fresh;
  return isAwaited || few <= fresh ? false : leisurely(() => work(few - fresh));
}

/** Applies what is known already: what is fetched one by one is kept one by one. */
export async function applyNow(context: FeedContext, ...[answer]: Parameters<NonNullable<FeedContext['progress']>>) {
  await context.progress?.(answer);
}
