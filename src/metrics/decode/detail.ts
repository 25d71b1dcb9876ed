import type { IntradayEntry } from '../../withings/intraday.js';
import type { HealthRecord } from '../../withings/record.js';
import { INTRADAY_METRICS } from '../catalogue/intraday.js';
import { NIGHT_METRICS } from '../catalogue/night.js';
import { meanAsleep, type NightCourse } from '../night-course.js';
import type { Reading } from '../reading.js';
import { readingFrom } from './origin.js';
import { fieldValue } from './records.js';

/** A night's means over the time asleep; without a value where it has none, so that nothing of an older one stays. */
export function decodeNightCourse(night: HealthRecord, course: NightCourse): Reading[] {
  return NIGHT_METRICS.map((metric) =>
    readingFrom(night, metric, night.end, fieldValue(meanAsleep(course, metric.field), metric)),
  );
}

/** What a moment of the day says, as far as it says something. */
export function decodeIntraday({ time, deviceId, model, data }: IntradayEntry): Reading[] {
  const origin = { id: '', created: time, modified: time, attribution: undefined, deviceId, model };
  return INTRADAY_METRICS.flatMap((metric) => {
    const value = fieldValue(data[metric.field], metric);
    return value === null ? [] : [{ ...readingFrom(origin, metric, time, value), groupId: null }];
  });
}
