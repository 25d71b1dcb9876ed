import {
  BPM,
  CELSIUS,
  CLIMB,
  CORE_TEMPERATURE_STATUS,
  fieldRows,
  KILOCALORIES,
  METRES,
  MINUTES,
  PERCENT,
  PLAIN,
  STEPS,
  TIME,
  TIMES,
  WAY,
  WORD,
} from './field.js';

/** 0 when nobody entered or measured it. */
const entered = { zeroIsNone: true } as const;
const gauge = { icon: 'mdi:gauge', ...entered } as const;
const water = { icon: 'mdi:swim' } as const;
const rare = { enabledByDefault: false } as const;
const zone = { icon: 'mdi:heart-flash', ...rare } as const;

/** The newest workout: its category and times, and a row for each field of getworkouts. */
export const WORKOUT_METRICS = fieldRows('workouts', 'getworkouts', [
  // No enum: a kind that is not known yet goes by its number, which Home Assistant would refuse beside a list of words.
  ['category', 'workout_type', 'Workout type', WORD, { icon: 'mdi:dumbbell' }],
  ['startdate', 'workout_start', 'Workout start', TIME],
  ['enddate', 'workout_end', 'Workout end', TIME],
  ['duration', 'workout_duration', 'Workout duration', MINUTES, { icon: 'mdi:timer' }],
  ['distance', 'workout_distance', 'Workout distance', WAY],
  ['elevation', 'workout_elevation', 'Workout elevation', CLIMB],
  ['calories', 'workout_active_calories', 'Workout active calories', KILOCALORIES],
  ['intensity', 'workout_intensity', 'Workout intensity', PLAIN, gauge],
  ['pause_duration', 'workout_pause_duration', 'Workout pause duration', MINUTES, { icon: 'mdi:timer-pause' }],
  ['algo_pause_duration', 'workout_detected_pause_duration', 'Workout detected pause duration', MINUTES, rare],
  ['hr_average', 'workout_heart_rate_average', 'Workout heart rate average', BPM],
  ['hr_min', 'workout_heart_rate_min', 'Workout heart rate minimum', BPM],
  ['hr_max', 'workout_heart_rate_max', 'Workout heart rate maximum', BPM],
  ['hr_zone_0', 'workout_heart_rate_zone_light', 'Workout heart rate zone light', MINUTES, zone],
  ['hr_zone_1', 'workout_heart_rate_zone_moderate', 'Workout heart rate zone moderate', MINUTES, zone],
  ['hr_zone_2', 'workout_heart_rate_zone_intense', 'Workout heart rate zone intense', MINUTES, zone],
  ['hr_zone_3', 'workout_heart_rate_zone_maximal', 'Workout heart rate zone maximal', MINUTES, zone],
  ['steps', 'workout_steps', 'Workout steps', STEPS],
  ['spo2_average', 'workout_spo2_average', 'Workout SpO2 average', PERCENT, { icon: 'mdi:lungs', ...entered }],
  ['pool_laps', 'workout_pool_laps', 'Workout pool laps', TIMES, water],
  ['strokes', 'workout_strokes', 'Workout strokes', TIMES, water],
  ['pool_length', 'workout_pool_length', 'Workout pool length', METRES, { ...water, ...rare }],
  ['manual_intensity', 'workout_manual_intensity', 'Workout manual intensity', PLAIN, { ...gauge, ...rare }],
  ['manual_distance', 'workout_manual_distance', 'Workout manual distance', WAY, { ...rare, ...entered }],
  ['manual_calories', 'workout_manual_calories', 'Workout manual calories', KILOCALORIES, { ...rare, ...entered }],
  ['core_body_temperature_avg', 'workout_core_body_temperature_average', 'Workout core temperature average', CELSIUS],
  ['core_body_temperature_min', 'workout_core_body_temperature_min', 'Workout core temperature minimum', CELSIUS],
  ['core_body_temperature_max', 'workout_core_body_temperature_max', 'Workout core temperature maximum', CELSIUS],
  [
    'core_body_temperature_status',
    'workout_core_body_temperature_status',
    'Workout core temperature status',
    CORE_TEMPERATURE_STATUS,
  ],
]);

const OF_THE_ROW = ['category', 'startdate', 'enddate', 'duration'];

/** What getworkouts is asked for. */
export const WORKOUT_DATA_FIELDS: readonly string[] = WORKOUT_METRICS.map(({ field }) => field).filter(
  (field) => !OF_THE_ROW.includes(field),
);
