import type { IntradayEntry } from '../../withings/intraday.js';
import type { HealthRecord } from '../../withings/record.js';
import { INTRADAY_METRICS } from '../catalogue/intraday.js';
import { NIGHT_METRICS } from '../catalogue/night.js';
import { type CourseDevice, meanAsleep, type NightOfDevices } from '../night-course.js';
import type { Reading } from '../reading.js';
import { readingFrom } from './origin.js';
import { fieldValue } from './records.js';

/**
 * A night's means over the time asleep, each of the device that measured it; without a value where it has none, so that
 * nothing of an older one stays.
 */
export function decodeNightCourse(night: HealthRecord, course: NightOfDevices): Reading[] {
  return NIGHT_METRICS.map((metric) => {
    const value = fieldValue(meanAsleep(course, metric.field), metric);
    const origin = value === null ? night : measuredBy(night, course.devices[metric.field]);
    return readingFrom(origin, metric, night.end, value);
  });
}

/** Whoever does not say which device it is, is the night's own. */
function measuredBy(night: HealthRecord, device: CourseDevice | undefined): HealthRecord {
  if (device?.id === undefined || device.id === night.deviceId) return night;
  return { ...night, deviceId: device.id, model: device.model };
}

/** What a moment of the day says, as far as it says something. */
export function decodeIntraday({ time, deviceId, model, data }: IntradayEntry): Reading[] {
  const origin = { id: '', created: time, modified: time, attribution: undefined, deviceId, model };
  return INTRADAY_METRICS.flatMap((metric) => {
    const value = fieldValue(data[metric.field], metric);
    return value === null ? [] : [{ ...readingFrom(origin, metric, time, value), groupId: null }];
  });
}
