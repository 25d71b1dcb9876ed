import type { FetchedFeed } from '../feeds/feed.js';
import type { FeedState, PersonState } from '../store/person-state.js';

/**
 * A line for each feed of a person of which something is known: when it is next, and what was wrong.
 *
 * @param asked those that the person is asked for: of one that is gone, or switched off, nothing is next
 * @param width of the names of people, below which they stand
 * @param now seconds since 1970
 */
export function describeFeeds(
  asked: readonly FetchedFeed[],
  state: Pick<PersonState, 'feeds'>,
  width: number,
  now: number,
): readonly string[] {
  const known = knownOf(asked, state);
  const feedWidth = Math.max(0, ...known.map(([feed]) => feed.length));
  return known.map(([feed, one]) => `${' '.repeat(width)}  ${feed.padEnd(feedWidth)}  ${feedOf(one, now)}`);
}

/** When anything was last fetched, in words. */
export function lastData(asked: readonly FetchedFeed[], state: Pick<PersonState, 'feeds'>): string {
  const times = knownOf(asked, state).flatMap(([, { lastSuccess }]) => lastSuccess ?? []);
  return times.length === 0 ? 'none yet' : minute(Math.max(...times));
}

function knownOf(
  asked: readonly FetchedFeed[],
  { feeds }: Pick<PersonState, 'feeds'>,
): readonly (readonly [name: string, feed: FeedState])[] {
  return asked.flatMap(({ name }) => (feeds[name] ? [[name, feeds[name]] as const] : []));
}

function feedOf({ next, lastError, refused, past }: FeedState, now: number): string {
  const archive = !past ? '' : past.complete ? '; archive: complete' : `; archive: back to ${past.from}, and going on`;
  const when = next === undefined || next <= now ? 'next: as soon as the bridge can' : `next: ${minute(next)}`;
  if (refused) return `${when}; not allowed by this login${archive}`;
  return lastError === undefined ? `${when}${archive}` : `${when}; last error: ${lastError}${archive}`;
}

/** @param seconds since 1970 */
export function minute(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}
