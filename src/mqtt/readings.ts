import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { type PayloadOptions, readingPayloads } from './payload.js';
import type { Publisher } from './publisher.js';
import type { Topics } from './topics.js';

export interface ReadingPlace {
  readonly topics: Topics;
  /** The value topic of a metric. */
  readonly topicOf: (metric: string) => string;
  /** The catalogue's row; a reading without one, of a version that knew more, is not published. */
  readonly metricOf: (key: string) => Metric | undefined;
  readonly options: PayloadOptions;
}

/** Publishes readings, each one's attributes before its value. */
export function publishReadings(publisher: Publisher, readings: Iterable<Reading>, place: ReadingPlace): void {
  for (const reading of readings) {
    const metric = place.metricOf(reading.metric);
    if (!metric) continue;
    const topic = place.topicOf(metric.key);
    const { value, attributes } = readingPayloads(reading, metric, place.options);
    publisher.set(place.topics.attributes(topic), attributes);
    publisher.set(topic, value);
  }
}
