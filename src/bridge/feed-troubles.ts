import { StoreError } from '../store/errors.js';
import type { FeedState } from '../store/person-state.js';
import { messageOf } from '../tools.js';
import { isClientRefused, isRefused, RateLimitError, WithingsError } from '../withings/errors.js';

/** What stands in the way of an account's feeds, its login apart. */
export interface FeedTroubles {
  /** The feeds whose last fetch failed, with the error. */
  problems(): ReadonlyMap<string, string>;
  /** True if it has not been spoken of since the feed last came in; what no feed can help, for any of them. */
  begin(feed: string, error: unknown): boolean;
  /** Withings refuses it, which is no trouble; true if it did not before. */
  lack(feed: string): boolean;
  /** True if there was one that was spoken of for this feed. */
  end(feed: string): boolean;
  /** Withings wants less of it; true if it has not been spoken of since the feed last came in. */
  slow(feed: string): boolean;
  /** Withings does not let this login read it at all. */
  refuses(feed: string): boolean;
}

/** An error that reads differently each time must not fill the log. */
const MOST_SAID = 5;

interface Trouble {
  readonly reason: string;
  /** All that it has been since the feed last came in, and was spoken of. */
  readonly said: ReadonlySet<string>;
}

/** @param known those of an earlier turn, which have been spoken of */
export function createFeedTroubles(known: Readonly<Record<string, FeedState>> = {}): FeedTroubles {
  const current = new Map(
    Object.entries(known).flatMap(([feed, { lastError }]): [string, Trouble][] =>
      lastError === undefined ? [] : [[feed, { reason: lastError, said: new Set([lastError]) }]],
    ),
  );
  const refused = new Set(Object.keys(known).filter((feed) => known[feed]?.refused));
  const slowed = new Set<string>();
  const isSaid = (reason: string) => [...current.values()].some(({ said }) => said.has(reason));

  return {
    problems: () => new Map([...current].map(([feed, { reason }]) => [feed, reason])),
    begin(feed, error) {
      const reason = messageOf(error);
      const before = current.get(feed);
      // That it becomes a person's business, or no longer is, is news whatever was said before.
      const said = before && refused.has(feed) === isRefused(error) ? before.said : new Set<string>();
      const isKnown = isClientRefused(error) ? isSaid(reason) : said.has(reason);
      const isNew = !isKnown && said.size < MOST_SAID;
      current.set(feed, { reason, said: isNew ? new Set([...said, reason]) : said });
      if (isRefused(error)) refused.add(feed);
      else refused.delete(feed);
      return isNew;
    },
    lack(feed) {
      const isNew = !refused.has(feed);
      current.delete(feed);
      refused.add(feed);
      return isNew;
    },
    end(feed) {
      refused.delete(feed);
      slowed.delete(feed);
      const { said } = current.get(feed) ?? {};
      current.delete(feed);
      return said !== undefined && said.size > 0;
    },
    slow(feed) {
      const isNew = !slowed.has(feed);
      slowed.add(feed);
      return isNew;
    },
    refuses: (feed) => refused.has(feed),
  };
}

/** Whether it may be over soon: no answer, a time-out, a server that is down. A rate limit says itself how long it lasts. */
export function isPassing(error: unknown): boolean {
  // Before a token is used it is stored, which a database that is away puts off.
  if (error instanceof StoreError) return true;
  return error instanceof WithingsError && error.temporary && !(error instanceof RateLimitError);
}
