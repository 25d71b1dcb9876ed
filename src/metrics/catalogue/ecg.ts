import { ECG_AFIB_WORDS } from '../../withings/heart.js';
import { BPM, fieldRows, TIME } from './field.js';

const AFIB = {
  platform: 'sensor',
  unit: null,
  deviceClass: 'enum',
  icon: 'mdi:heart-search',
  options: [...ECG_AFIB_WORDS, 'unknown'],
} as const;

/** The newest ECG recording (heart list). */
export const ECG_METRICS = fieldRows('ecgs', 'heart', [
  ['afib', 'ecg_afib', 'ECG atrial fibrillation', AFIB],
  ['heart_rate', 'ecg_heart_rate', 'ECG heart rate', BPM],
  ['timestamp', 'ecg_recorded', 'ECG recorded', TIME],
]);
