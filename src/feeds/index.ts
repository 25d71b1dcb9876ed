import type { CallSite } from '../withings/errors.js';
import { activity } from './activity.js';
import { bed } from './bed.js';
import { devices } from './devices.js';
import { ecgs } from './ecgs.js';
import { type Feed, isFetched } from './feed.js';
import { goals } from './goals.js';
import { measures } from './measures.js';
import { sleep } from './sleep.js';
import { workouts } from './workouts.js';

/** Every feed there is. Nothing else lists them. */
export const FEEDS: readonly Feed[] = [measures, activity, sleep, workouts, ecgs, goals, devices, bed];

/** Those that are asked for. */
export const FETCHED_FEEDS = FEEDS.filter(isFetched);

/** The feed that a call is for; undefined for those about the login and about notifications. */
export function feedOfCall({ endpoint, action }: CallSite): string | undefined {
  return FETCHED_FEEDS.find(({ call }) => call.endpoint === endpoint && call.action === action)?.name;
}

/** Every type of event that there may be. */
export const EVENT_TYPES: readonly string[] = FEEDS.flatMap(({ events }) => events);
