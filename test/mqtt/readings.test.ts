import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/mqtt/publisher.js';
import { publishReadings } from '../../src/mqtt/readings.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { sampleMetric, sampleReading } from './samples.js';

const topics = createTopics('withings');
const place = {
  topics,
  topicOf: (metric: string) => topics.metric('anna', metric),
  metricOf: (key: string) => (key === 'future' ? undefined : sampleMetric({ key })),
  options: { units: 'metric', zone: 'UTC' },
} as const;

describe('publishReadings', () => {
  it("sets each reading's attributes before its value, and leaves out what has no row", () => {
    const publisher = createPublisher({ onRefused: () => {} });
    const readings = [
      sampleReading({ metric: 'weight', value: 72.35 }),
      sampleReading({ metric: 'future', value: 1 }),
      sampleReading({ metric: 'height', value: null }),
    ];

    publishReadings(publisher, readings, place);

    expect([...publisher.wanted.keys()]).toEqual([
      'withings/anna/weight/attributes',
      'withings/anna/weight',
      'withings/anna/height/attributes',
      'withings/anna/height',
    ]);
    expect(publisher.wanted.get('withings/anna/weight')).toBe('72.35');
    expect(publisher.wanted.get('withings/anna/height')).toBe('None');
    expect(publisher.wanted.get('withings/anna/weight/attributes')).toContain('"value":72.35');
  });

  it('sends a value that repeats again when it was taken anew, after its attributes, and only then', () => {
    const sent: string[] = [];
    const publisher = createPublisher({ onRefused: () => {} });
    const publish = (topic: string, _payload: string, _retain: boolean, done: () => void) => {
      sent.push(topic);
      done();
    };
    publisher.up({ window: 10, publish }, new Map());
    const reading = sampleReading({ metric: 'weight', value: 72.35 });
    publishReadings(publisher, [reading], place);
    sent.length = 0;

    publishReadings(publisher, [{ ...reading, modifiedAt: reading.modifiedAt + 60 }], place);
    expect(sent).toEqual(['withings/anna/weight/attributes']);
    publishReadings(publisher, [{ ...reading, takenAt: reading.takenAt + 60 }], place);

    expect(sent.slice(1)).toEqual(['withings/anna/weight/attributes', 'withings/anna/weight']);
  });
});
