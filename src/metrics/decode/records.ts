import { round4 } from '../../withings/decimal.js';
import { ECG_AFIB_WORDS } from '../../withings/heart.js';
import { isPlaceholder } from '../../withings/placeholder.js';
import type { HealthRecord, RecordData } from '../../withings/record.js';
import { workoutCategory } from '../../withings/workout-categories.js';
import { ECG_METRICS } from '../catalogue/ecg.js';
import type { FieldMetric } from '../catalogue/field.js';
import { NAP_METRICS, SLEEP_METRICS } from '../catalogue/sleep.js';
import { WORKOUT_METRICS } from '../catalogue/workouts.js';
import type { Reading, ReadingValue } from '../reading.js';
import { readingFrom } from './origin.js';

/** A night; where the cloud gives no total, or 0 (a night of another maker), the time asleep stands in. */
export function decodeNight(night: HealthRecord): Reading[] {
  const { total_sleep_time, asleepduration } = night.data;
  const total = timeAsleep(night) ?? total_sleep_time ?? asleepduration;
  return decode(night, SLEEP_METRICS, {
    ...night.data,
    ...(total !== undefined && { total_sleep_time: total }),
  });
}

/** A nap; without a time asleep, the time in bed stands in. */
export function decodeNap(nap: HealthRecord): Reading[] {
  const asleep = timeAsleep(nap) ?? nap.end - nap.start;
  return decode(nap, NAP_METRICS, { total_sleep_time: asleep });
}

/** Seconds; undefined where neither field says any. */
export function timeAsleep({ data }: HealthRecord): number | undefined {
  const isTime = (value: number | string | undefined): value is number => typeof value === 'number' && value > 0;
  return [data.total_sleep_time, data.asleepduration].find(isTime);
}

/** A workout; its duration is from start to end, pauses included. */
export function decodeWorkout(workout: HealthRecord): Reading[] {
  return decode(workout, WORKOUT_METRICS, {
    ...workout.data,
    category: workoutCategory(workout.category),
    duration: workout.end - workout.start,
  });
}

/** An ECG recording, its classification in words. */
export function decodeEcg(ecg: HealthRecord): Reading[] {
  const { afib, ...data } = ecg.data;
  const word = afib === undefined ? undefined : (ECG_AFIB_WORDS[Number(afib)] ?? 'unknown');
  return decode(ecg, ECG_METRICS, {
    ...data,
    timestamp: ecg.start,
    ...(word !== undefined && { afib: word }),
  });
}

/** A reading for each metric; without a value where the record has none, so that nothing of an older one stays. */
function decode(record: HealthRecord, metrics: readonly FieldMetric[], data: RecordData): Reading[] {
  const all: RecordData = { startdate: record.start, enddate: record.end, ...data };
  return metrics.map((metric) => readingFrom(record, metric, record.end, fieldValue(all[metric.field], metric)));
}

/** A field's value in the metric's unit; null for what is missing, no number of its kind, or too large for its unit. */
export function fieldValue(raw: number | string | undefined, metric: FieldMetric): ReadingValue {
  if (raw === undefined || (typeof raw === 'number' && isPlaceholder(raw, metric))) return null;
  if (metric.options) return metric.options.includes(String(raw)) ? String(raw) : 'unknown';
  const words = metric.unit === null && metric.stateClass === undefined && metric.deviceClass === undefined;
  if (typeof raw === 'string') return words ? raw : null;
  const value = metric.per === undefined ? raw : round4(raw / metric.per);
  return Number.isFinite(value) ? value : null;
}
