import type { Metric } from '../../metrics/metric.js';
import type { Reading } from '../../metrics/reading.js';
import { type PayloadOptions, readingPayloads } from '../../mqtt/payload.js';
import type { Publisher } from '../../mqtt/publisher.js';
import { samePayload } from '../../mqtt/same-payload.js';
import type { Topics } from '../../mqtt/topics.js';
import type { About, Announced } from '../announced.js';

export interface ReadingPlace {
  readonly topics: Topics;
  /** The value topic of a metric. */
  readonly topicOf: (metric: string) => string;
  /** The catalogue's row; a reading without one, of a version that knew more, is not published. */
  readonly metricOf: (key: string) => Metric | undefined;
  readonly options: PayloadOptions;
  readonly about: About;
}

/**
 * Publishes a reading, its attributes before its value. A value that repeats goes out again when it was taken anew:
 * whoever waits for a weigh-in waits for equal ones, too.
 *
 * @param isUnconfirmed an earlier run left it, and the broker may hold a newer one
 */
export function publishReading(
  { announced, publisher }: { readonly announced: Pick<Announced, 'set'>; readonly publisher: Publisher },
  reading: Reading,
  { topics, topicOf, metricOf, options, about }: ReadingPlace,
  isUnconfirmed = false,
): void {
  const metric = metricOf(reading.metric);
  if (!metric) return;
  const topic = topicOf(metric.key);
  const attributesTopic = topics.attributes(topic);
  const { value, attributes } = readingPayloads(reading, metric, options);
  const before = publisher.wanted.get(attributesTopic);
  const again =
    samePayload(publisher.wanted.get(topic), value) &&
    before !== undefined &&
    !samePayload(takenOf(before), takenOf(attributes));
  announced.set(attributesTopic, attributes, about);
  announced.set(topic, value, about);
  if (again) publisher.repeat([topic]);
  if (isUnconfirmed) publisher.markUnconfirmed([attributesTopic, topic]);
}

function takenOf(attributes: string): string {
  return String((JSON.parse(attributes) as { taken?: unknown }).taken);
}
