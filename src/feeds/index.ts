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

/** Those that are asked for. */
export const FETCHED_FEEDS = FEEDS.filter(isFetched);

/** Of those, the ones that have a past. */
export const PAST_FEEDS = FEEDS.filter(hasPast);

/** The ones that an account is asked for. */
export function feedsFor(account: Readonly<Record<Choice, boolean>>): readonly FetchedFeed[] {
  return FETCHED_FEEDS.filter(({ choice }) => choice === undefined || account[choice]);
}

/** The feed that a call is for; undefined for those about the login and about notifications. */
export function feedOfCall({ endpoint, action }: CallSite): string | undefined {
  return FETCHED_FEEDS.find(({ call }) => call.endpoint === endpoint && call.action === action)?.name;
}

/** Every type of event that there may be. */
export const EVENT_TYPES: readonly string[] = FEEDS.flatMap(({ events }) => events);
