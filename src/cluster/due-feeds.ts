import { nextMidnight } from '../feeds/day.js';
import type { FetchedFeed } from '../feeds/feed.js';
import { measures } from '../feeds/measures.js';
import { isDue, JITTER, LONGEST_RETRY, type Schedule, wanted } from '../scheduler/schedule.js';
import type { FeedState, PersonState } from '../store/person-state.js';
import { IDENTICAL_CALL_SECONDS } from '../withings/envelope.js';

/** By what feeds of a person are fetched again. Times are milliseconds. */
export interface PollIntervals {
  /** Between two polls of one that Withings does not tell of by itself. */
  readonly pollInterval: number;
  /** Of the cheapest one, where Withings tells of everything. */
  readonly webhookPollInterval: number;
  /** Withings tells of everything by itself. */
  readonly isNotified: boolean;
}

/** The feed whose one call tells what Withings may have forgotten to tell. */
const CHEAPEST = measures.name;
/** The others are looked at so many times less often: ten thousand people have 120 calls a minute. */
const OTHERS = 7;

export function intervalOf({ name, every }: FetchedFeed, rhythm: PollIntervals): number {
  const { isNotified, pollInterval, webhookPollInterval } = rhythm;
  const interval = isNotified ? webhookPollInterval * (name === CHEAPEST ? 1 : OTHERS) : pollInterval;
  return Math.max(every, interval);
}

/** What the state knows of a feed's next time; one that was never fetched is due. One that failed comes again soon. */
export function scheduleOf({ next = 0, notBefore, wait, failures = 0 }: FeedState = {}): Schedule {
  return {
    ...{ next: next * 1000, failures, succeeded: false },
    ...(notBefore !== undefined && { notBefore: notBefore * 1000 }),
    ...(wait !== undefined && { wait: wait * 1000 }),
  };
}

/**
 * When each feed is to be fetched, milliseconds since 1970.
 *
 * @param notified those that Withings has told of: as soon as it answers the same question again
 */
export function feedTimes(
  feeds: readonly FetchedFeed[],
  state: PersonState,
  notified: ReadonlySet<string>,
  now: number,
  rhythm: PollIntervals,
): ReadonlyMap<FetchedFeed, number> {
  return new Map(
    feeds.map((feed) => {
      const known = state.feeds[feed.name];
      const planned = scheduleOf(known);
      const again = ((known?.lastSuccess ?? 0) + IDENTICAL_CALL_SECONDS) * 1000;
      // One that fails at the moment has its next time, which is near.
      const isRetried = planned.failures > 0 && planned.next - now <= LONGEST_RETRY * (1 + JITTER);
      const isWanted = notified.has(feed.name) && !isRetried;
      const schedule = isWanted ? wanted(planned, Math.max(now, again)) : planned;
      return [feed, isDue(schedule, now, intervalOf(feed, rhythm)) ? now : schedule.next];
    }),
  );
}

/** When a person's next day begins, milliseconds since 1970: their totals begin anew, and nobody need be asked. */
export function nextDay({ zone }: PersonState, now: number): number {
  return nextMidnight(Math.floor(now / 1000), zone) * 1000;
}
