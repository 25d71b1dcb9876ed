import { ACTIVITY_DATA_FIELDS } from '../metrics/catalogue/activity.js';
import { GETACTIVITY } from '../withings/activity.js';
import { readingsOfDay, rowOfEachDay } from './activity/days.js';
import { fetchActivity } from './activity/fetch.js';
import { midnightOf } from './day.js';
import type { FetchedFeed } from './feed.js';
import { FIRST_SCALE, type PastContext, type Window } from './past.js';

/** The account's own today, and the days before it that averages need. */
export const activity: FetchedFeed = {
  name: 'activity',
  about: 'steps, distance, calories and heart rate of a day',
  call: GETACTIVITY,
  scope: 'user.activity',
  notifications: [{ appli: 16, about: 'activity' }],
  every: 0,
  events: [],
  fetch: fetchActivity,
  past: { since: FIRST_SCALE, daily: true, read: readPast },
};

async function* readPast({ client, zone }: PastContext, { from, to }: Window) {
  const rows = await client.getActivity({ from, to }, ACTIVITY_DATA_FIELDS);
  for (const row of rowOfEachDay(rows)) {
    if (row.date >= from && row.date <= to) yield readingsOfDay(row, midnightOf(row.date, zone));
  }
}
