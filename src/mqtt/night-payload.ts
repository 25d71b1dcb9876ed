import type { ReadingEvent } from '../metrics/event.js';
import type { Metric } from '../metrics/metric.js';
import { type NightCurves, stagesInWords } from '../metrics/night-curves.js';
import { isoTime, type PayloadOptions, shownMetrics } from './payload.js';

/**
 * A night as JSON: `stages` as [from, to, word], each curve as [time, value], all times in seconds since `start`. Less than
 * 64 kB.
 */
export function nightPayload(
  event: ReadingEvent,
  { start, end, deviceId, minutes, stages, curves }: NightCurves,
  metricOf: (key: string) => Metric | undefined,
  options: PayloadOptions,
): string {
  return JSON.stringify({
    start: isoTime(start, options.zone),
    end: isoTime(end, options.zone),
    device_id: deviceId,
    device_model: event.deviceModel,
    group_id: event.groupId,
    metrics: shownMetrics(event, metricOf, options),
    minutes,
    stages: stagesInWords(stages),
    ...curves,
  });
}
