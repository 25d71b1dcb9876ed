import type { Numbers } from './placeholder.js';

/** What a measure type of getmeas is. */
export interface MeasureType extends Numbers {
  /** `type` in a measure. */
  readonly code: number;
  /** The metric's key on MQTT. */
  readonly key: string;
  /** Its name in WithingsMeasurements; the key in camel case unless the seed named it otherwise. */
  readonly property?: string;
  readonly name: string;
  readonly unit: string | null;
  /** What a whole number stands for: `afib` for the classification words of AFIB_WORDS. */
  readonly kind?: 'afib' | 'interval';
  /** Comes with a position, which then replaces `segmental_` as a suffix: `fat_mass_torso`. */
  readonly segmental?: true;
}

/**
 * The 47 measure types of getmeas: 35 from Withings' OpenAPI file, 8 of U-Scan from newer documentation, and 158, 159,
 * 197 and 198, which are in no list but arrive. Units are those after `value * 10^unit`.
 */
export const MEASURE_TYPES = [
  { code: 1, key: 'weight', name: 'Weight', unit: 'kg' },
  { code: 4, key: 'height', name: 'Height', unit: 'm' },
  { code: 5, key: 'fat_free_mass', property: 'leanMass', name: 'Fat free mass', unit: 'kg' },
  { code: 6, key: 'fat_ratio', name: 'Fat ratio', unit: '%' },
  { code: 8, key: 'fat_mass', name: 'Fat mass', unit: 'kg' },
  { code: 9, key: 'diastolic_blood_pressure', name: 'Diastolic blood pressure', unit: 'mmHg' },
  { code: 10, key: 'systolic_blood_pressure', name: 'Systolic blood pressure', unit: 'mmHg' },
  { code: 11, key: 'heart_pulse', name: 'Heart pulse', unit: 'bpm', zeroIsNone: true },
  { code: 12, key: 'temperature', name: 'Temperature', unit: '°C', negative: true },
  { code: 54, key: 'spo2', name: 'SpO2', unit: '%' },
  { code: 71, key: 'body_temperature', name: 'Body temperature', unit: '°C', negative: true },
  { code: 73, key: 'skin_temperature', name: 'Skin temperature', unit: '°C', negative: true },
  { code: 76, key: 'muscle_mass', name: 'Muscle mass', unit: 'kg' },
  { code: 77, key: 'hydration', property: 'waterMass', name: 'Hydration', unit: 'kg' },
  { code: 88, key: 'bone_mass', name: 'Bone mass', unit: 'kg' },
  { code: 91, key: 'pulse_wave_velocity', name: 'Pulse wave velocity', unit: 'm/s' },
  { code: 123, key: 'vo2_max', name: 'VO2 max', unit: 'ml/min/kg' },
  { code: 130, key: 'afib_ecg', name: 'Atrial fibrillation (ECG)', unit: null, kind: 'afib', negative: true },
  { code: 135, key: 'ecg_qrs_interval', name: 'QRS interval', unit: 'ms', kind: 'interval' },
  { code: 136, key: 'ecg_pr_interval', name: 'PR interval', unit: 'ms', kind: 'interval' },
  { code: 137, key: 'ecg_qt_interval', name: 'QT interval', unit: 'ms', kind: 'interval' },
  { code: 138, key: 'ecg_qtc_interval', name: 'Corrected QT interval', unit: 'ms', kind: 'interval' },
  { code: 139, key: 'afib_ppg', name: 'Atrial fibrillation (PPG)', unit: null, kind: 'afib', negative: true },
  { code: 147, key: 'urinary_ph', name: 'Urinary pH', unit: null },
  { code: 148, key: 'urine_specific_gravity', name: 'Urine specific gravity', unit: null },
  { code: 151, key: 'urinary_nitrites', name: 'Urinary nitrites', unit: 'µmol/L' },
  { code: 155, key: 'vascular_age', name: 'Vascular age', unit: 'years' },
  { code: 158, key: 'nerve_health_score_left_foot', name: 'Nerve health score left foot', unit: null },
  { code: 159, key: 'nerve_health_score_right_foot', name: 'Nerve health score right foot', unit: null },
  { code: 167, key: 'nerve_health_score_feet', name: 'Nerve health score feet', unit: null },
  { code: 168, key: 'extracellular_water', name: 'Extracellular water', unit: 'kg' },
  { code: 169, key: 'intracellular_water', name: 'Intracellular water', unit: 'kg' },
  { code: 170, key: 'visceral_fat', name: 'Visceral fat index', unit: null },
  { code: 173, key: 'segmental_fat_free_mass', name: 'Fat free mass segment', unit: 'kg', segmental: true },
  { code: 174, key: 'segmental_fat_mass', name: 'Fat mass segment', unit: 'kg', segmental: true },
  { code: 175, key: 'segmental_muscle_mass', name: 'Muscle mass segment', unit: 'kg', segmental: true },
  { code: 196, key: 'electrodermal_activity_feet', name: 'Electrodermal activity feet', unit: '%' },
  { code: 197, key: 'electrodermal_activity_left_foot', name: 'Electrodermal activity left foot', unit: '%' },
  { code: 198, key: 'electrodermal_activity_right_foot', name: 'Electrodermal activity right foot', unit: '%' },
  { code: 204, key: 'urinary_ketones', name: 'Urinary ketones', unit: 'mmol/L' },
  { code: 205, key: 'urinary_vitamin_c', name: 'Urinary vitamin C', unit: 'mmol/L' },
  { code: 226, key: 'basal_metabolic_rate', name: 'Basal metabolic rate', unit: 'kcal/d' },
  { code: 227, key: 'metabolic_age', name: 'Metabolic age', unit: 'years' },
  { code: 229, key: 'electrochemical_skin_conductance', name: 'Electrochemical skin conductance', unit: 'µS' },
  { code: 248, key: 'urinary_calcium', name: 'Urinary calcium', unit: 'mmol/L' },
  { code: 249, key: 'urinary_creatinine', name: 'Urinary creatinine', unit: 'mmol/L' },
  {
    code: 251,
    key: 'urinary_calcium_creatinine_ratio',
    name: 'Urinary calcium to creatinine ratio',
    unit: 'mmol/mmol',
  },
] as const satisfies readonly MeasureType[];

/** 18, how fast a goal is to be reached: no measure, though groups of old accounts hold it, with -1 kg for none. */
export const NO_MEASURES: ReadonlySet<number> = new Set([18]);

export type MeasureKey = (typeof MEASURE_TYPES)[number]['key'];

const BY_CODE: ReadonlyMap<number, MeasureType> = new Map(MEASURE_TYPES.map((type) => [type.code, type]));

/** The type with this code, or undefined for one that Withings has not told anybody about. */
export function measureType(code: number): MeasureType | undefined {
  return BY_CODE.get(code);
}
