import { FEEDS } from '../feeds/index.js';
import { germanName } from '../metrics/german-names.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading, ReadingValue } from '../metrics/reading.js';
import { decimalsIn, unitIn } from '../metrics/units.js';
import { isoTime, type PayloadOptions, shownValue } from '../mqtt/payload.js';
import type { MetricView, Names } from './api.js';

const DAY_SECONDS = 86_400;

/** A reading as the page shows it. @param now seconds since 1970 */
export function metricView(reading: Reading, metric: Metric, { units, zone }: PayloadOptions, now: number): MetricView {
  const time = (seconds: number) => isoTime(seconds, zone);
  return {
    names: namesOf(metric),
    value: shownValue(reading.value, metric, { units, time }),
    unit: unitIn(units, metric.unit, metric.far),
    kind: kindOf(metric, reading.value),
    precision: decimalsIn(units, metric) ?? null,
    taken: reading.takenAt > 0 ? time(reading.takenAt) : null,
    stale: isStale(reading, metric, now),
    feed: metric.feed ?? null,
    device_model: reading.deviceModel,
  };
}

export function namesOf({ key, name }: Metric): Names {
  return { en: name, de: germanName(key) ?? name };
}

/** How a value of a metric is to be written; also of one that has none now. */
export function kindOf(metric: Metric, value: ReadingValue): MetricView['kind'] {
  if (metric.deviceClass === 'timestamp') return 'time';
  if (typeof value === 'boolean' || typeof metric.states?.on === 'boolean') return 'boolean';
  if (typeof value === 'string' || metric.deviceClass === 'enum' || metric.states) return 'text';
  return 'number';
}

function isStale({ takenAt }: Reading, { feed, madeFrom = feed, lasting }: Metric, now: number): boolean {
  const days = FEEDS.find(({ name }) => name === madeFrom)?.staleAfter;
  return days !== undefined && !lasting && takenAt > 0 && now - takenAt > days * DAY_SECONDS;
}
