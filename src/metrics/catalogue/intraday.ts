import { BPM, fieldRows } from './field.js';

/** The newest of the day (getintradayactivity). */
export const INTRADAY_METRICS = fieldRows('intraday', 'getintradayactivity', [
  ['heart_rate', 'heart_rate', 'Heart rate', BPM],
]);
