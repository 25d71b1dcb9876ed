import type { FeedState, PersonState } from '../store/person-state.js';

/**
 * A line for each feed of a person: when it is next, and what was wrong.
 *
 * @param width of the names of people, below which they stand
 * @param now seconds since 1970
 */
export function describeFeeds({ feeds }: Pick<PersonState, 'feeds'>, width: number, now: number): readonly string[] {
  const all = Object.entries(feeds);
  const feedWidth = Math.max(0, ...all.map(([feed]) => feed.length));
  return all.map(([feed, one]) => `${' '.repeat(width)}  ${feed.padEnd(feedWidth)}  ${feedOf(one, now)}`);
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
