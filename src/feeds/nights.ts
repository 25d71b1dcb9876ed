import { SLEEP_GET } from '../withings/sleep-course.js';
import type { FetchedFeed } from './feed.js';
import { NIGHTS, SLEEP } from './nights/answer.js';
import { fetchNights } from './nights/fetch.js';

/** How far back nights are read that were there before. */
const PAST_DAYS = 90;

/** What happened within the nights that the feed of sleep has brought. Each is told once, when it is over. */
export const nights: FetchedFeed = {
  name: NIGHTS,
  about: 'what happened within each night, minute by minute: stages, heart rate, breathing, heart rate variability',
  call: SLEEP_GET,
  scope: 'user.activity',
  notifications: [],
  every: 0,
  events: [],
  staleAfter: 2,
  follows: SLEEP,
  optional: true,
  back: { days: PAST_DAYS },
  fetch: (context) => fetchNights(context, PAST_DAYS),
};
