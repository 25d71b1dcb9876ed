import { round4 } from '../../withings/decimal.js';
import { isPlaceholder } from '../../withings/placeholder.js';
import type { Device, Goals } from '../../withings/user.js';
import { DEVICE_METRICS, GOAL_METRICS } from '../catalogue/account.js';
import type { Metric } from '../metric.js';
import type { Reading, ReadingValue } from '../reading.js';

const SECONDS_IN_AN_HOUR = 3600;

/** A goal that is not set, or set to what is none, gives a reading without a value; one that cannot be read gives none. `now` in seconds since 1970. */
export function decodeGoals(goals: Goals, now: number): Reading[] {
  const { steps, sleep, weight, unreadable = [] } = goals;
  const values: Record<(typeof GOAL_METRICS)[number]['key'], number | undefined> = {
    goal_steps: steps,
    goal_sleep: sleep === undefined ? undefined : round4(sleep / SECONDS_IN_AN_HOUR),
    goal_weight: weight,
  };
  const unknown = unreadable.map((name) => `goal_${name}`);
  return GOAL_METRICS.filter(({ key }) => !unknown.includes(key)).map((metric) => {
    const value = values[metric.key];
    return snapshot(metric, value === undefined || isPlaceholder(value, metric) ? null : value, now);
  });
}

/** A level of charge that is not one of the known words gives a reading without a value. */
export function decodeDevice(device: Device, now: number): Reading[] {
  const levels: readonly string[] = DEVICE_METRICS[0].options;
  const values: Record<(typeof DEVICE_METRICS)[number]['key'], ReadingValue> = {
    battery: device.battery !== undefined && levels.includes(device.battery) ? device.battery : null,
    last_session: device.lastSession ?? null,
  };
  return DEVICE_METRICS.map((metric) => ({
    ...snapshot(metric, values[metric.key], device.lastSession ?? now),
    deviceId: device.id,
    deviceModel: device.model ?? null,
  }));
}

/** A reading of something that has no time of its own: it counts from when it was first seen. */
export function snapshot(metric: Metric, value: ReadingValue, takenAt: number): Reading {
  return {
    metric: metric.key,
    value,
    unit: metric.unit,
    takenAt,
    createdAt: takenAt,
    modifiedAt: takenAt,
    attribution: null,
    deviceId: null,
    deviceModel: null,
    groupId: null,
    source: metric.source,
  };
}
