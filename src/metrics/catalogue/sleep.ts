import {
  BPM,
  BREATHS,
  CELSIUS,
  CORE_TEMPERATURE_STATUS,
  EVENTS_A_MINUTE,
  EVENTS_AN_HOUR,
  fieldRows,
  HOURS,
  MILLISECONDS,
  MINUTES,
  PLAIN,
  POINTS,
  SHARE,
  TIME,
  TIMES,
} from './field.js';

const NAMES = { average: 'average', min: 'minimum', max: 'maximum' } as const;
const bed = { icon: 'mdi:bed' } as const;
const rare = { enabledByDefault: false } as const;
/** How a field of the parts of one night becomes the night's: see Join. */
const first = { join: 'first' } as const;
const last = { join: 'last' } as const;
const mean = { join: 'mean of sleep' } as const;
const min = { join: 'min' } as const;
const max = { join: 'max' } as const;
const JOINS = { average: mean, min, max } as const;

/** The main night: a row for each field of sleep getsummary, and its two times. */
export const SLEEP_METRICS = fieldRows('sleep', 'getsummary', [
  ['startdate', 'sleep_start', 'Sleep start', TIME, { icon: 'mdi:bed-clock' }],
  ['enddate', 'sleep_end', 'Sleep end', TIME, { icon: 'mdi:bed-clock' }],
  ['sleep_score', 'sleep_score', 'Sleep score', POINTS, { icon: 'mdi:medal' }],
  ['total_sleep_time', 'sleep_total', 'Sleep total', HOURS, bed],
  ['total_timeinbed', 'sleep_in_bed', 'Sleep in bed', HOURS, bed],
  ['asleepduration', 'sleep_asleep', 'Sleep asleep', HOURS, { ...bed, ...rare }],
  ['lightsleepduration', 'sleep_light', 'Sleep light', HOURS, bed],
  ['deepsleepduration', 'sleep_deep', 'Sleep deep', HOURS, bed],
  ['remsleepduration', 'sleep_rem', 'Sleep REM', HOURS, bed],
  ['wakeupduration', 'sleep_awake', 'Sleep awake', HOURS, bed],
  ['sleep_latency', 'sleep_latency', 'Sleep latency', MINUTES, first],
  ['wakeup_latency', 'sleep_wakeup_latency', 'Sleep wake-up latency', MINUTES, last],
  ['waso', 'sleep_waso', 'Sleep awake after onset', MINUTES],
  ['snoring', 'sleep_snoring', 'Sleep snoring', MINUTES],
  ['sleep_efficiency', 'sleep_efficiency', 'Sleep efficiency', SHARE, { join: 'mean of bed' }],
  ['wakeupcount', 'sleep_wakeups', 'Sleep wake-ups', TIMES],
  ['out_of_bed_count', 'sleep_out_of_bed', 'Sleep out of bed', TIMES],
  ['nb_rem_episodes', 'sleep_rem_episodes', 'Sleep REM episodes', TIMES],
  ['snoringepisodecount', 'sleep_snoring_episodes', 'Sleep snoring episodes', TIMES],
  ['hr_average', 'sleep_heart_rate_average', 'Sleep heart rate average', BPM, mean],
  ['hr_min', 'sleep_heart_rate_min', 'Sleep heart rate minimum', BPM, min],
  ['hr_max', 'sleep_heart_rate_max', 'Sleep heart rate maximum', BPM, max],
  ['rr_average', 'sleep_respiratory_rate_average', 'Sleep respiratory rate average', BREATHS, mean],
  ['rr_min', 'sleep_respiratory_rate_min', 'Sleep respiratory rate minimum', BREATHS, min],
  ['rr_max', 'sleep_respiratory_rate_max', 'Sleep respiratory rate maximum', BREATHS, max],
  ['breathing_disturbances_intensity', 'sleep_breathing_disturbances', 'Sleep breathing disturbances', PLAIN],
  ['breathing_quality_assessment', 'sleep_breathing_quality', 'Sleep breathing quality', PLAIN, rare],
  ['apnea_hypopnea_index', 'sleep_apnea_hypopnea_index', 'Sleep apnea hypopnea index', EVENTS_AN_HOUR],
  ['withings_index', 'sleep_withings_index', 'Sleep Withings index', EVENTS_AN_HOUR],
  ['mvt_score_avg', 'sleep_movement_score', 'Sleep movement score', PLAIN, mean],
  ['mvt_active_duration', 'sleep_movement_duration', 'Sleep movement duration', MINUTES],
  ['rmssd_start_avg', 'sleep_rmssd_start', 'Sleep heart rate variability at the start', MILLISECONDS, first],
  ['rmssd_end_avg', 'sleep_rmssd_end', 'Sleep heart rate variability at the end', MILLISECONDS, last],
  ['breathing_sounds', 'sleep_breathing_sounds', 'Sleep breathing sounds', MINUTES],
  ['breathing_sounds_episode_count', 'sleep_breathing_sounds_episodes', 'Sleep breathing sounds episodes', TIMES],
  ...chestMovement('chest_movement_rate_wellness', 'Sleep chest movement rate (wellness)', BREATHS),
  ...chestMovement('chest_movement_rate', 'Sleep chest movement rate', EVENTS_A_MINUTE),
  ['core_body_temperature_avg', 'sleep_core_body_temperature_average', 'Sleep core temperature average', CELSIUS, mean],
  ['core_body_temperature_min', 'sleep_core_body_temperature_min', 'Sleep core temperature minimum', CELSIUS, min],
  ['core_body_temperature_max', 'sleep_core_body_temperature_max', 'Sleep core temperature maximum', CELSIUS, max],
  [
    'core_body_temperature_status',
    'sleep_core_body_temperature_status',
    'Sleep core temperature status',
    CORE_TEMPERATURE_STATUS,
  ],
]);

/** What every night has. */
export const NIGHT_HEAD = 'sleep_start';

/** The newest nap. */
export const NAP_METRICS = fieldRows('sleep', 'getsummary', [
  ['total_sleep_time', 'nap_duration', 'Nap duration', MINUTES, { icon: 'mdi:sofa' }],
  ['startdate', 'nap_start', 'Nap start', TIME, { icon: 'mdi:sofa' }],
]);

/** Fields of getsummary that make no metric, each with the reason. */
export const SLEEP_FIELDS_LEFT_OUT: Readonly<Record<string, string>> = {
  durationtosleep: 'deprecated by Withings; sleep_latency is the same',
  durationtowakeup: 'deprecated by Withings; wakeup_latency is the same',
  night_events: 'a list of moments, no value; the counts of wake-ups and of getting up are metrics',
};

/** What getsummary is asked for: without being named, most fields do not come. */
export const SLEEP_DATA_FIELDS: readonly string[] = SLEEP_METRICS.map(({ field }) => field).filter(
  (field) => field !== 'startdate' && field !== 'enddate',
);

function chestMovement(field: string, name: string, quantity: typeof BREATHS | typeof EVENTS_A_MINUTE) {
  return (['average', 'min', 'max'] as const).map(
    (which) =>
      [
        `${field}_${which}`,
        `sleep_${field}_${which}`,
        `${name} ${NAMES[which]}`,
        quantity,
        { ...rare, ...JOINS[which] },
      ] as const,
  );
}
