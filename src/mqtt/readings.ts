import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { type PayloadOptions, readingPayloads } from './payload.js';
import type { Publisher } from './publisher.js';
import { samePayload } from './same-payload.js';
import type { Topics } from './topics.js';

export interface ReadingPlace {
  readonly topics: Topics;
  /** The value topic of a metric. */
  readonly topicOf: (metric: string) => string;
  /** The catalogue's row; a reading without one, of a version that knew more, is not published. */
  readonly metricOf: (key: string) => Metric | undefined;
  readonly options: PayloadOptions;
}

/**
 * Publishes readings, each one's attributes before its value. A value that repeats goes out again when it was taken anew:
 * whoever waits for a weigh-in waits for equal ones, too.
 */
export function publishReadings(publisher: Publisher, readings: Iterable<Reading>, place: ReadingPlace): void {
  for (const reading of readings) {
    const metric = place.metricOf(reading.metric);
    if (!metric) continue;
    const topic = place.topicOf(metric.key);
    const { value, attributes } = readingPayloads(reading, metric, place.options);
    const before = publisher.wanted.get(place.topics.attributes(topic));
    const again =
      samePayload(publisher.wanted.get(topic), value) &&
      before !== undefined &&
      !samePayload(takenOf(before), takenOf(attributes));
    publisher.set(place.topics.attributes(topic), attributes);
    publisher.set(topic, value);
    if (again) publisher.repeat([topic]);
  }
}

function takenOf(attributes: string): string {
  return String((JSON.parse(attributes) as { taken?: unknown }).taken);
}
