import type { FeedName } from '../feeds/feed.js';
import type { FeedState, PersonState } from '../store/person-state.js';

/** The state after a feed went well at `now`, seconds since 1970. */
export function withSuccess(state: PersonState, name: FeedName, now: number): PersonState {
  const { lastError: _, refused: __, ...before } = state.feeds[name] ?? {};
  return withFeed(noLaterThan(now, state), name, { ...before, lastSuccess: now });
}

/** The state after a feed failed; that Withings refuses it holds until it comes in. */
export function withFailure(state: PersonState, name: FeedName, reason: string, refused: boolean): PersonState {
  return withFeed(state, name, { ...state.feeds[name], lastError: reason, ...(refused && { refused }) });
}

/**
 * When the feed that is furthest behind went well, seconds since 1970: all that this login may read is at least as new.
 * Undefined as long as one of them has never come in.
 */
export function oldestSuccess({ feeds }: PersonState, names: readonly FeedName[]): number | undefined {
  const times = names.filter((name) => !feeds[name]?.refused).map((name) => feeds[name]?.lastSuccess);
  if (times.length === 0 || times.includes(undefined)) return undefined;
  return Math.min(...times.map((time) => time ?? 0));
}

function withFeed(state: PersonState, name: FeedName, feed: FeedState): PersonState {
  return { ...state, feeds: { ...state.feeds, [name]: feed } };
}

/** A success that is still to come is of a clock that was set back since; it must not hide for how long nothing came. */
function noLaterThan(now: number, state: PersonState): PersonState {
  const early = Object.entries(state.feeds).filter(([, { lastSuccess = 0 }]) => lastSuccess > now);
  if (early.length === 0) return state;
  const corrected = early.map(([name, feed]) => [name, { ...feed, lastSuccess: now }]);
  return { ...state, feeds: { ...state.feeds, ...Object.fromEntries(corrected) } };
}
