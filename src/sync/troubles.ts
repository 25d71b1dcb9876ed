import type { FeedName } from '../feeds/feed.js';
import { RateLimitError, WithingsError } from '../withings/errors.js';

/** What stands in the way of an account's feeds, its login apart. */
export interface FeedTroubles {
  /** The feeds whose last fetch failed, with the error. */
  problems(): ReadonlyMap<FeedName, string>;
  /** True if it has not been spoken of since the feed last came in. */
  begin(feed: FeedName, error: unknown): boolean;
  /** True if there was one. */
  end(feed: FeedName): boolean;
  /** Withings wants less of it; true if it has not been spoken of since the feed last came in. */
  slow(feed: FeedName): boolean;
  /** The last failure may be over soon: no answer, a time-out, a server that is down. */
  mayPass(feed: FeedName): boolean;
  /** Withings does not let this login read it at all. */
  refuses(feed: FeedName): boolean;
  /** The same, and it has said so within the last hour. */
  rests(feed: FeedName): boolean;
}

/** To ask again is of little use: the person must allow it, in a new login. */
const REST_MILLISECONDS = 3_600_000;
/** An error that reads differently each time must not fill the log. */
const MOST_SAID = 5;

interface Trouble {
  readonly reason: string;
  readonly passing: boolean;
  /** All that it has been since the feed last came in, and was spoken of. */
  readonly said: ReadonlySet<string>;
}

/** @param clock milliseconds since 1970 */
export function createFeedTroubles(clock: () => number): FeedTroubles {
  const current = new Map<FeedName, Trouble>();
  const refused = new Map<FeedName, number>();
  const slowed = new Set<FeedName>();

  return {
    problems: () => new Map([...current].map(([feed, { reason }]) => [feed, reason])),
    begin(feed, error) {
      const reason = error instanceof Error ? error.message : String(error);
      const before = current.get(feed);
      // That it becomes a person's business, or no longer is, is news whatever was said before.
      const said = before && refused.has(feed) === isRefused(error) ? before.said : new Set<string>();
      const isNew = !said.has(reason) && said.size < MOST_SAID;
      current.set(feed, { reason, passing: isPassing(error), said: isNew ? new Set([...said, reason]) : said });
      if (isRefused(error)) refused.set(feed, clock());
      else refused.delete(feed);
      return isNew;
    },
    end(feed) {
      refused.delete(feed);
      slowed.delete(feed);
      return current.delete(feed);
    },
    slow(feed) {
      const isNew = !slowed.has(feed);
      slowed.add(feed);
      return isNew;
    },
    mayPass: (feed) => current.get(feed)?.passing ?? false,
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

/** A rate limit says itself how long it lasts. */
function isPassing(error: unknown): boolean {
  return error instanceof WithingsError && error.temporary && !(error instanceof RateLimitError);
}
