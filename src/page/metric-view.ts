import { DAY_SECONDS } from '../feeds/day.js';
import { FEEDS } from '../feeds/index.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { isoTime, type PayloadOptions, timeOrNone } from '../mqtt/payload.js';
import type { MetricView } from './api.js';
import { valueView } from './value-view.js';

/** A reading of the present as the page shows it. @param now seconds since 1970 */
export function metricView(reading: Reading, metric: Metric, { units, zone }: PayloadOptions, now: number): MetricView {
  const shown = { units, time: (seconds: number) => isoTime(seconds, zone) };
  return {
    ...valueView(reading.value, metric, shown),
    taken: timeOrNone(reading.takenAt, shown),
    stale: isStale(reading, metric, now),
    feed: metric.feed ?? null,
    device_model: reading.deviceModel,
  };
}

function isStale({ takenAt }: Reading, { feed, madeFrom = feed, lasting }: Metric, now: number): boolean {
  const days = FEEDS.find(({ name }) => name === madeFrom)?.staleAfter;
  return days !== undefined && !lasting && takenAt > 0 && now - takenAt > days * DAY_SECONDS;
}
