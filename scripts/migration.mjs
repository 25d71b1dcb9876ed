// Which entity of Home Assistant's own Withings integration is which metric here. The left side is that integration's
// key (the end of its unique id) and its English name, as of 2026; the right side a metric of the catalogue.

const SEGMENTS = ['torso', 'left_arm', 'right_arm', 'left_leg', 'right_leg'];
const SEGMENTAL = [
  ['muscle_mass_for_segments', 'Muscle mass in', 'muscle_mass'],
  ['fat_free_mass_for_segments', 'Fat free mass in', 'fat_free_mass'],
  ['fat_mass_for_segments', 'Fat mass in', 'fat_mass'],
];

export const ENTITIES = [
  ['weight_kg', 'Weight', 'weight'],
  ['fat_mass_kg', 'Fat mass', 'fat_mass'],
  ['fat_free_mass_kg', 'Fat free mass', 'fat_free_mass'],
  ['muscle_mass_kg', 'Muscle mass', 'muscle_mass'],
  ['bone_mass_kg', 'Bone mass', 'bone_mass'],
  ['height_m', 'Height', 'height'],
  ['temperature_c', 'Temperature', 'temperature'],
  ['body_temperature_c', 'Body temperature', 'body_temperature'],
  ['skin_temperature_c', 'Skin temperature', 'skin_temperature'],
  ['fat_ratio_pct', 'Fat ratio', 'fat_ratio'],
  [
    'diastolic_blood_pressure_mmhg',
    'Diastolic blood pressure',
    'diastolic_blood_pressure',
    'no device class: stays in mmHg',
  ],
  [
    'systolic_blood_pressure_mmhg',
    'Systolic blood pressure',
    'systolic_blood_pressure',
    'no device class: stays in mmHg',
  ],
  ['heart_pulse_bpm', 'Heart pulse', 'heart_pulse'],
  ['spo2_pct', 'SpO2', 'spo2'],
  ['hydration', 'Hydration', 'hydration'],
  ['pulse_wave_velocity', 'Pulse wave velocity', 'pulse_wave_velocity', 'no device class: stays in m/s'],
  ['vo2_max', 'VO2 max', 'vo2_max'],
  ['extracellular_water', 'Extracellular water', 'extracellular_water'],
  ['intracellular_water', 'Intracellular water', 'intracellular_water'],
  ['vascular_age', 'Vascular age', 'vascular_age', 'in years'],
  ['visceral_fat', 'Visceral fat index', 'visceral_fat'],
  ['electrodermal_activity_feet', 'Electrodermal activity feet', 'electrodermal_activity_feet'],
  ['electrodermal_activity_left_foot', 'Electrodermal activity left foot', 'electrodermal_activity_left_foot'],
  ['electrodermal_activity_right_foot', 'Electrodermal activity right foot', 'electrodermal_activity_right_foot'],
  ...SEGMENTAL.flatMap(([key, name, ours]) =>
    SEGMENTS.map((segment) => [`${key}_${segment}`, `${name} ${segment.replace('_', ' ')}`, `${ours}_${segment}`]),
  ),
  ['sleep_breathing_disturbances_intensity', 'Breathing disturbances intensity', 'sleep_breathing_disturbances'],
  ['sleep_deep_duration_seconds', 'Deep sleep', 'sleep_deep'],
  ['sleep_tosleep_duration_seconds', 'Time to sleep', 'sleep_latency', 'min instead of h'],
  ['sleep_towakeup_duration_seconds', 'Time to wakeup', 'sleep_wakeup_latency', 'min instead of h'],
  ['sleep_heart_rate_average_bpm', 'Average heart rate', 'sleep_heart_rate_average'],
  ['sleep_heart_rate_max_bpm', 'Maximum heart rate', 'sleep_heart_rate_max'],
  ['sleep_heart_rate_min_bpm', 'Minimum heart rate', 'sleep_heart_rate_min'],
  ['sleep_light_duration_seconds', 'Light sleep', 'sleep_light'],
  ['sleep_rem_duration_seconds', 'REM sleep', 'sleep_rem'],
  ['sleep_respiratory_average_bpm', 'Average respiratory rate', 'sleep_respiratory_rate_average'],
  ['sleep_respiratory_max_bpm', 'Maximum respiratory rate', 'sleep_respiratory_rate_max'],
  ['sleep_respiratory_min_bpm', 'Minimum respiratory rate', 'sleep_respiratory_rate_min'],
  ['sleep_score', 'Sleep score', 'sleep_score'],
  ['sleep_snoring', 'Snoring', 'sleep_snoring'],
  ['sleep_snoring_eposode_count', 'Snoring episode count', 'sleep_snoring_episodes', 'times instead of no unit'],
  ['sleep_wakeup_count', 'Wakeup count', 'sleep_wakeups'],
  ['sleep_wakeup_duration_seconds', 'Wakeup time', 'sleep_awake'],
  ['activity_steps_today', 'Steps today', 'activity_steps'],
  ['activity_distance_today', 'Distance travelled today', 'activity_distance'],
  ['activity_floors_climbed_today', 'Elevation change today', 'activity_elevation'],
  ['activity_soft_duration_today', 'Soft activity today', 'activity_soft_duration'],
  ['activity_moderate_duration_today', 'Moderate activity today', 'activity_moderate_duration'],
  ['activity_intense_duration_today', 'Intense activity today', 'activity_intense_duration'],
  ['activity_active_duration_today', 'Active time today', 'activity_active_duration', 'min instead of h'],
  [
    'activity_active_calories_burnt_today',
    'Active calories burnt today',
    'activity_active_calories',
    'kcal instead of calories',
  ],
  [
    'activity_total_calories_burnt_today',
    'Total calories burnt today',
    'activity_total_calories',
    'kcal instead of calories',
  ],
  ['step_goal', 'Step goal', 'goal_steps'],
  ['sleep_goal', 'Sleep goal', 'goal_sleep'],
  ['weight_goal', 'Weight goal', 'goal_weight'],
  ['workout_type', 'Last workout type', 'workout_type', 'any word, no list of options'],
  [
    'workout_active_calories_burnt',
    'Calories burnt last workout',
    'workout_active_calories',
    'kcal instead of calories',
  ],
  ['workout_distance', 'Distance travelled last workout', 'workout_distance'],
  ['workout_floors_climbed', 'Elevation change last workout', 'workout_elevation'],
  ['workout_intensity', 'Last workout intensity', 'workout_intensity'],
  ['workout_pause_duration', 'Pause during last workout', 'workout_pause_duration'],
  ['workout_duration', 'Last workout duration', 'workout_duration'],
];

/** What is no sensor of an account there. */
export const OTHERS = [
  ['battery', 'Battery (of a device)', 'battery', 'on the Withings device, as there'],
  ['in_bed', 'In bed', 'in_bed', 'with webhooks, as there; its last state survives a restart'],
];

/** The topics of the Withings2MQTT script, `withings/<user_name>/<topic>`. */
export const WITHINGS2MQTT_TOPICS = [
  ['weight_kg', 'weight'],
  ['fat_free_mass_kg', 'fat_free_mass'],
  ['fat_ratio', 'fat_ratio'],
  ['fat_mass_kg', 'fat_mass'],
  ['muscle_mass_kg', 'muscle_mass'],
  ['hydration_kg', 'hydration'],
  ['bone_mass_kg', 'bone_mass'],
  ['pulse_wave_velocity', 'pulse_wave_velocity'],
];

/** What version 0.1.0 called otherwise, or gave another unit: its topic, the metric now, its unit then. */
export const TOPICS_OF_010 = [
  ['activity_floors_climbed', 'activity_elevation', 'floors', 'the same number: it always was metres'],
  ['workout_floors_climbed', 'workout_elevation', 'floors', 'the same number: it always was metres'],
  [
    'sleep_breathing_disturbances',
    'sleep_breathing_disturbances',
    'events/h',
    "no unit, as in Home Assistant's own integration",
  ],
];
