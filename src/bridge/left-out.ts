import type { FeedContext } from '../feeds/feed.js';
import type { PersonEvents } from './person-events.js';

/** What a feed says that it leaves out, of one person. */
export interface LeftOut {
  /** To be handed to a feed. */
  of(feed: string): Required<Pick<FeedContext, 'onFuture' | 'onOdd'>>;
}

/** Whoever has read so many lines needs no more of them. */
const MOST_TOLD = 200;

/** Each thing is told once in the life of this process, however often Withings sends it. */
export function createLeftOut({ onFuture, onOdd }: Pick<PersonEvents, 'onFuture' | 'onOdd'>): LeftOut {
  const told = new Set<string>();

  function once(thing: string, tell: () => void): void {
    if (told.has(thing) || told.size >= MOST_TOLD) return;
    told.add(thing);
    tell();
  }

  return {
    of: (feed) => ({
      onFuture: (id, time) => once(`${feed} ${id}`, () => onFuture?.(feed, time)),
      onOdd: (id) => once(`${feed} ${id} cannot be read`, () => onOdd?.(feed, id)),
    }),
  };
}
