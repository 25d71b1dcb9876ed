import type { CallSite } from '../withings/errors.js';
import { activity } from './activity.js';
import { bed } from './bed.js';
import { devices } from './devices.js';
import { ecgSignals } from './ecg-signals.js';
import { ecgs } from './ecgs.js';
import { type Choice, type Feed, type FetchedFeed, hasPast, isFetched } from './feed.js';
import { goals } from './goals.js';
import { intraday } from './intraday.js';
import { measures } from './measures.js';
import { nights } from './nights.js';
import { sleep } from './sleep.js';
import { workouts } from './workouts.js';

/** Every feed there is. Nothing else lists them. One that follows another stands behind it. */
export const FEEDS: readonly Feed[] = [
  ...[measures, activity, sleep, nights, workouts, ecgs, ecgSignals, intraday, goals, devices, bed],
];

export const { FETCHED_FEEDS, NOTIFIED_FEEDS, PAST_FEEDS, EVENT_TYPES, feedsFor, feedOfCall } = listed(FEEDS);

/** What goes by a list of feeds. */
export function listed(feeds: readonly Feed[]) {
  const fetched = feeds.filter(isFetched);
  return {
    /** Those that are asked for. */
    FETCHED_FEEDS: fetched,
    /** Those that nobody can ask for. */
    NOTIFIED_FEEDS: feeds.filter((feed) => !isFetched(feed)),
    /** The ones that have a past. */
    PAST_FEEDS: feeds.filter(hasPast),
    /** Every type of event that there may be. */
    EVENT_TYPES: feeds.flatMap<string>(({ events }) => events),
    /** The ones that an account is asked for. */
    feedsFor: (account: Readonly<Record<Choice, boolean>>): readonly FetchedFeed[] =>
      fetched.filter(({ choice }) => choice === undefined || account[choice]),
    /** The feed whose usual call it is; undefined for those about the login and about notifications. */
    feedOfCall: ({ endpoint, action }: CallSite): string | undefined =>
      fetched.find(({ call }) => call.endpoint === endpoint && call.action === action)?.name,
  } as const;
}
