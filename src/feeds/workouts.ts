import { WORKOUT_DATA_FIELDS, WORKOUT_METRICS } from '../metrics/catalogue/workouts.js';
import { decodeWorkout } from '../metrics/decode/records.js';
import { GETWORKOUTS } from '../withings/workouts.js';
import type { FetchedFeed } from './feed.js';
import { FIRST_SCALE } from './past.js';
import { fetchRecords } from './records/fetch.js';
import { eachByItself, type RecordKind } from './records/kind.js';
import { recordsPast } from './records/past.js';

const KIND: RecordKind = {
  feed: 'workouts',
  metrics: WORKOUT_METRICS,
  read: (client, range, zone, onOdd) => client.getWorkouts(range, WORKOUT_DATA_FIELDS, zone, onOdd),
  ...eachByItself(decodeWorkout),
  event: (record) => ({ type: 'workout', readings: decodeWorkout(record) }),
};

/** Workouts, the newest by its end. */
export const workouts: FetchedFeed = {
  name: KIND.feed,
  about: 'workouts',
  call: GETWORKOUTS,
  scope: 'user.activity',
  notifications: [{ appli: 16, about: 'activity' }],
  every: 0,
  events: ['workout'],
  staleAfter: 14,
  fetch: (context) => fetchRecords(KIND, context),
  past: recordsPast(KIND, FIRST_SCALE),
};
