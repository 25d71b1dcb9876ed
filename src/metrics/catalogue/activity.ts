import { BPM, CLIMB, fieldRows, KILOCALORIES, MINUTES, STEPS, WAY } from './field.js';

/** Starts at 0 at the account's midnight; corrections may lower it, so it is a total with its last reset. */
const daily = { stateClass: 'total' } as const;
const lively = { ...daily, icon: 'mdi:run' } as const;
const zone = { ...daily, icon: 'mdi:heart-flash', enabledByDefault: false } as const;

/** The account's own today: a row for each field of getactivity. */
export const ACTIVITY_METRICS = fieldRows('activity', 'getactivity', [
  ['steps', 'activity_steps', 'Activity steps', STEPS, daily],
  ['distance', 'activity_distance', 'Activity distance', WAY, daily],
  ['elevation', 'activity_elevation', 'Activity elevation', CLIMB, daily],
  ['soft', 'activity_soft_duration', 'Activity soft duration', MINUTES, lively],
  ['moderate', 'activity_moderate_duration', 'Activity moderate duration', MINUTES, lively],
  ['intense', 'activity_intense_duration', 'Activity intense duration', MINUTES, lively],
  ['active', 'activity_active_duration', 'Activity active duration', MINUTES, lively],
  ['calories', 'activity_active_calories', 'Activity active calories', KILOCALORIES, daily],
  ['totalcalories', 'activity_total_calories', 'Activity total calories', KILOCALORIES, daily],
  ['hr_average', 'activity_heart_rate_average', 'Activity heart rate average', BPM],
  ['hr_min', 'activity_heart_rate_min', 'Activity heart rate minimum', BPM],
  ['hr_max', 'activity_heart_rate_max', 'Activity heart rate maximum', BPM],
  ['hr_zone_0', 'activity_heart_rate_zone_light', 'Activity heart rate zone light', MINUTES, zone],
  ['hr_zone_1', 'activity_heart_rate_zone_moderate', 'Activity heart rate zone moderate', MINUTES, zone],
  ['hr_zone_2', 'activity_heart_rate_zone_intense', 'Activity heart rate zone intense', MINUTES, zone],
  ['hr_zone_3', 'activity_heart_rate_zone_maximal', 'Activity heart rate zone maximal', MINUTES, zone],
]);

/** What getactivity is asked for. */
export const ACTIVITY_DATA_FIELDS: readonly string[] = ACTIVITY_METRICS.map(({ field }) => field);
