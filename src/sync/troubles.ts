import { WithingsError } from '../withings/errors.js';
import type { FeedName } from './feed.js';

/** What stands in the way of an account's feeds, its login apart. */
export interface FeedTroubles {
  /** The feeds whose last fetch failed, with the error. */
  problems(): ReadonlyMap<FeedName, string>;
  /** True if it is another one than before. */
  begin(feed: FeedName, error: unknown): boolean;
  /** True if there was one. */
  end(feed: FeedName): boolean;
  /** Withings does not let this login read it at all. */
  refuses(feed: FeedName): boolean;
  /** The same, and it has said so within the last hour. */
  rests(feed: FeedName): boolean;
}

/** To ask again is of little use: the person must allow it, in a new login. */
const REST_MILLISECONDS = 3_600_000;

/** @param clock milliseconds since 1970 */
export function createFeedTroubles(clock: () => number): FeedTroubles {
  const reasons = new Map<FeedName, string>();
  const refused = new Map<FeedName, number>();

  return {
    problems: () => reasons,
    begin(feed, error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isNew = reasons.get(feed) !== reason;
      reasons.set(feed, reason);
      if (isRefused(error)) refused.set(feed, clock());
      else refused.delete(feed);
      return isNew;
    },
    end(feed) {
      refused.delete(feed);
      return reasons.delete(feed);
    },
    refuses: (feed) => refused.has(feed),
    rests(feed) {
      const since = clock() - (refused.get(feed) ?? Number.NEGATIVE_INFINITY);
      // A negative time is a clock that was set back.
      return since >= 0 && since < REST_MILLISECONDS;
    },
  };
}

/** Whether Withings does not let this login read it at all. */
export function isRefused(error: unknown): error is WithingsError {
  return error instanceof WithingsError && error.refused;
}
