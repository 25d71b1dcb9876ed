import { fieldRows, MILLISECONDS } from './field.js';

const HRV = { ...MILLISECONDS, precision: 1 } as const;

/** The main night in detail (sleep get): means over the time asleep. */
export const NIGHT_METRICS = fieldRows('nights', 'sleep', [
  ['rmssd', 'sleep_hrv_rmssd_average', 'Sleep HRV RMSSD average', HRV],
  ['sdnn_1', 'sleep_hrv_sdnn_average', 'Sleep HRV SDNN average', HRV],
]);
