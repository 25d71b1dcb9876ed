/** `position` in a measure (Withings' OpenAPI file, measure_object.position; 7 is undocumented but arrives). */
const POSITIONS: readonly string[] = [
  'right_wrist',
  'left_wrist',
  'right_arm',
  'left_arm',
  'right_foot',
  'left_foot',
  'between_legs',
  'whole_body',
  'left_part_of_the_body',
  'right_part_of_the_body',
  'left_leg',
  'right_leg',
  'torso',
  'left_hand',
  'right_hand',
  'cardiovascular_aortic_area',
  'cardiovascular_pulmonic_area',
  'cardiovascular_tricuspid_area',
  'cardiovascular_mitral_area',
  'cardiovascular_apex_area',
  'pulmonary_front_upper_right_area',
  'pulmonary_front_upper_left_area',
  'pulmonary_front_bottom_right_area',
  'pulmonary_front_bottom_left_area',
  'pulmonary_back_upper_left_area',
  'pulmonary_back_upper_right_area',
  'pulmonary_back_bottom_left_area',
  'pulmonary_back_bottom_right_area',
  'wide_mode_area',
  'between_arms',
  'hold_right',
  'hold_left',
];

/** The whole body: what a measure without a position means too. */
const WHOLE_BODY = 7;

/** A position in words, such as `left_arm`; undefined for none and for the whole body; `position_99` for an unknown one. */
export function positionName(position: number | undefined): string | undefined {
  if (position === undefined || position === WHOLE_BODY) return undefined;
  return POSITIONS[position] ?? `position_${position}`;
}

/** All known positions in words, the whole body left out. */
export const POSITION_NAMES: readonly string[] = POSITIONS.filter((_, code) => code !== WHOLE_BODY);

/** True for a place of its own on the body: neither none nor the whole body. */
export function isPartOfBody(position: number | undefined): boolean {
  return positionName(position) !== undefined;
}

/** `attrib` of a group in words (Withings' OpenAPI file; 3, 10 and 17 are undocumented but arrive). */
const ATTRIBUTIONS: ReadonlyMap<number, string> = new Map([
  [0, 'measured by a device, known to be this user'],
  [1, 'measured by a device, may be another user of it'],
  [2, 'entered by hand'],
  [3, 'measured by a device, user chosen afterwards'],
  [4, 'entered by hand when the account was made'],
  [5, 'best of several measures of a blood pressure monitor'],
  [7, 'confirmed by the user'],
  [8, 'measured by a device, known to be this user'],
  [10, 'measured by a device, beside the main measure'],
  [15, 'measured in guided conditions'],
  [17, 'measured in guided conditions, with skin conductance'],
]);

/** An attribution in words; `unknown (10009)` for one that is not documented. */
export function attributionName(attribution: number | undefined): string {
  if (attribution === undefined) return 'unknown';
  return ATTRIBUTIONS.get(attribution) ?? `unknown (${attribution})`;
}

/** Values of the measure types 130 and 139 (Withings' OpenAPI file, measure_object.value). */
export const AFIB_WORDS: readonly string[] = [
  'negative',
  'positive',
  'inconclusive',
  'no_signal',
  'other',
  'noise',
  'low_heart_rate',
  'high_heart_rate',
  'inconclusive_us',
  'negative_normal_hr',
  'negative_high_hr',
  'positive_normal_hr',
  'positive_high_hr',
  'no_diagnosis',
];

/** A classification in words; `unknown` for a code that is not documented. */
export function afibName(code: number): string {
  return AFIB_WORDS[code] ?? 'unknown';
}
