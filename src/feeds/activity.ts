import { ACTIVITY_DATA_FIELDS } from '../metrics/catalogue/activity.js';
import { GETACTIVITY } from '../withings/activity.js';
import { groupOfDay, rowOfEachDay } from './activity/days.js';
import { archived, fetchActivity } from './activity/fetch.js';
import type { FetchedFeed } from './feed.js';
import { around, FIRST_SCALE, nothingElse, type PastContext, type Window } from './past.js';

/** The account's own today, and the days before it that averages need. */
export const activity: FetchedFeed = {
  name: 'activity',
  about: 'steps, distance, calories and heart rate of a day',
  call: GETACTIVITY,
  scope: 'user.activity',
  notifications: [{ appli: 16, about: 'activity' }],
  every: 0,
  events: [],
  staleAfter: 2,
  fetch: fetchActivity,
  past: { since: FIRST_SCALE, daily: true, read: readPast },
};

async function* readPast({ client, state }: PastContext, window: Window) {
  const { from, to } = window;
  // A traveller's day may begin in the window of another one.
  const rows = rowOfEachDay(await client.getActivity(around(window, FIRST_SCALE), ACTIVITY_DATA_FIELDS));
  for (const row of rows) if (row.date >= from && row.date <= to) yield archived(row, state);
  yield* nothingElse('activity', window, new Set(rows.map(({ date }) => groupOfDay(date))));
}
