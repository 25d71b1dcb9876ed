/** By field of an answer: the metric, its unit, and what the field's number is divided by. */
export type Table = Readonly<Record<string, readonly [metric: string, unit: string | null, per?: number]>>;

const HOUR = 3600;
const MINUTE = 60;

export const ACTIVITY: Table = {
  steps: ['activity_steps', 'steps'],
  distance: ['activity_distance', 'm'],
  elevation: ['activity_elevation', 'm'],
  soft: ['activity_soft_duration', 'min', MINUTE],
  moderate: ['activity_moderate_duration', 'min', MINUTE],
  intense: ['activity_intense_duration', 'min', MINUTE],
  active: ['activity_active_duration', 'min', MINUTE],
  calories: ['activity_active_calories', 'kcal'],
  totalcalories: ['activity_total_calories', 'kcal'],
  hr_average: ['activity_heart_rate_average', 'bpm'],
  hr_min: ['activity_heart_rate_min', 'bpm'],
  hr_max: ['activity_heart_rate_max', 'bpm'],
  hr_zone_0: ['activity_heart_rate_zone_light', 'min', MINUTE],
  hr_zone_1: ['activity_heart_rate_zone_moderate', 'min', MINUTE],
  hr_zone_2: ['activity_heart_rate_zone_intense', 'min', MINUTE],
  hr_zone_3: ['activity_heart_rate_zone_maximal', 'min', MINUTE],
};

export const SLEEP: Table = {
  startdate: ['sleep_start', null],
  enddate: ['sleep_end', null],
  sleep_score: ['sleep_score', 'points'],
  total_sleep_time: ['sleep_total', 'h', HOUR],
  total_timeinbed: ['sleep_in_bed', 'h', HOUR],
  asleepduration: ['sleep_asleep', 'h', HOUR],
  lightsleepduration: ['sleep_light', 'h', HOUR],
  deepsleepduration: ['sleep_deep', 'h', HOUR],
  remsleepduration: ['sleep_rem', 'h', HOUR],
  wakeupduration: ['sleep_awake', 'h', HOUR],
  sleep_latency: ['sleep_latency', 'min', MINUTE],
  wakeup_latency: ['sleep_wakeup_latency', 'min', MINUTE],
  waso: ['sleep_waso', 'min', MINUTE],
  snoring: ['sleep_snoring', 'min', MINUTE],
  sleep_efficiency: ['sleep_efficiency', '%', 1 / 100],
  wakeupcount: ['sleep_wakeups', 'times'],
  out_of_bed_count: ['sleep_out_of_bed', 'times'],
  nb_rem_episodes: ['sleep_rem_episodes', 'times'],
  snoringepisodecount: ['sleep_snoring_episodes', 'times'],
  hr_average: ['sleep_heart_rate_average', 'bpm'],
  hr_min: ['sleep_heart_rate_min', 'bpm'],
  hr_max: ['sleep_heart_rate_max', 'bpm'],
  rr_average: ['sleep_respiratory_rate_average', 'br/min'],
  rr_min: ['sleep_respiratory_rate_min', 'br/min'],
  rr_max: ['sleep_respiratory_rate_max', 'br/min'],
  breathing_disturbances_intensity: ['sleep_breathing_disturbances', null],
  breathing_quality_assessment: ['sleep_breathing_quality', null],
  apnea_hypopnea_index: ['sleep_apnea_hypopnea_index', 'events/h'],
  withings_index: ['sleep_withings_index', 'events/h'],
  mvt_score_avg: ['sleep_movement_score', null],
  mvt_active_duration: ['sleep_movement_duration', 'min', MINUTE],
  rmssd_start_avg: ['sleep_rmssd_start', 'ms'],
  rmssd_end_avg: ['sleep_rmssd_end', 'ms'],
  breathing_sounds: ['sleep_breathing_sounds', 'min', MINUTE],
  breathing_sounds_episode_count: ['sleep_breathing_sounds_episodes', 'times'],
  chest_movement_rate_wellness_average: ['sleep_chest_movement_rate_wellness_average', 'br/min'],
  chest_movement_rate_wellness_min: ['sleep_chest_movement_rate_wellness_min', 'br/min'],
  chest_movement_rate_wellness_max: ['sleep_chest_movement_rate_wellness_max', 'br/min'],
  chest_movement_rate_average: ['sleep_chest_movement_rate_average', 'events/min'],
  chest_movement_rate_min: ['sleep_chest_movement_rate_min', 'events/min'],
  chest_movement_rate_max: ['sleep_chest_movement_rate_max', 'events/min'],
  core_body_temperature_avg: ['sleep_core_body_temperature_average', '°C'],
  core_body_temperature_min: ['sleep_core_body_temperature_min', '°C'],
  core_body_temperature_max: ['sleep_core_body_temperature_max', '°C'],
  core_body_temperature_status: ['sleep_core_body_temperature_status', null],
};

export const NAP: Table = {
  total_sleep_time: ['nap_duration', 'min', MINUTE],
  startdate: ['nap_start', null],
};

export const WORKOUT: Table = {
  category: ['workout_type', null],
  startdate: ['workout_start', null],
  enddate: ['workout_end', null],
  duration: ['workout_duration', 'min', MINUTE],
  distance: ['workout_distance', 'm'],
  elevation: ['workout_elevation', 'm'],
  calories: ['workout_active_calories', 'kcal'],
  intensity: ['workout_intensity', null],
  pause_duration: ['workout_pause_duration', 'min', MINUTE],
  algo_pause_duration: ['workout_detected_pause_duration', 'min', MINUTE],
  hr_average: ['workout_heart_rate_average', 'bpm'],
  hr_min: ['workout_heart_rate_min', 'bpm'],
  hr_max: ['workout_heart_rate_max', 'bpm'],
  hr_zone_0: ['workout_heart_rate_zone_light', 'min', MINUTE],
  hr_zone_1: ['workout_heart_rate_zone_moderate', 'min', MINUTE],
  hr_zone_2: ['workout_heart_rate_zone_intense', 'min', MINUTE],
  hr_zone_3: ['workout_heart_rate_zone_maximal', 'min', MINUTE],
  steps: ['workout_steps', 'steps'],
  spo2_average: ['workout_spo2_average', '%'],
  pool_laps: ['workout_pool_laps', 'times'],
  strokes: ['workout_strokes', 'times'],
  pool_length: ['workout_pool_length', 'm'],
  manual_intensity: ['workout_manual_intensity', null],
  manual_distance: ['workout_manual_distance', 'm'],
  manual_calories: ['workout_manual_calories', 'kcal'],
  core_body_temperature_avg: ['workout_core_body_temperature_average', '°C'],
  core_body_temperature_min: ['workout_core_body_temperature_min', '°C'],
  core_body_temperature_max: ['workout_core_body_temperature_max', '°C'],
  core_body_temperature_status: ['workout_core_body_temperature_status', null],
};

export const ECG: Table = {
  afib: ['ecg_afib', null],
  heart_rate: ['ecg_heart_rate', 'bpm'],
  timestamp: ['ecg_recorded', null],
};

export const GOALS: Table = {
  steps: ['goal_steps', 'steps'],
  sleep: ['goal_sleep', 'h', HOUR],
  weight: ['goal_weight', 'kg'],
};

export const DEVICE: Table = {
  battery: ['battery', null],
  last_session_date: ['last_session', null],
};
