import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../src/metrics/reading.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { publishReading } from '../../../src/sinks/mqtt/readings.js';
import { sampleMetric, sampleReading } from '../../mqtt/samples.js';
import { announcedWorld } from '../announced-world.js';

const topics = createTopics('withings');
const place = {
  topics,
  topicOf: (metric: string) => topics.metric('anna', metric),
  metricOf: (key: string) => (key === 'future' ? undefined : sampleMetric({ key })),
  options: { units: 'metric', zone: 'UTC' },
  about: { kind: 'value', userId: '7', device: undefined },
} as const;

function setUp() {
  const world = announcedWorld();
  const publish = (...readings: readonly Reading[]) => {
    for (const reading of readings) publishReading(world, reading, place);
  };
  return { ...world, publish };
}

describe('publishReading', () => {
  it("sets a reading's attributes before its value, and leaves out what has no row", () => {
    const { publisher, publish } = setUp();

    publish(
      sampleReading({ metric: 'weight', value: 72.35 }),
      sampleReading({ metric: 'future', value: 1 }),
      sampleReading({ metric: 'height', value: null }),
    );

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

  it('sends a value that repeats again when it was taken anew, after its attributes, and only then', async () => {
    const { broker, publish, settle } = setUp();
    const sent = () => broker.sent.splice(0).map((line) => line.split('=')[0]);
    const reading = sampleReading({ metric: 'weight', value: 72.35 });
    publish(reading);
    await settle();
    sent();

    publish({ ...reading, modifiedAt: reading.modifiedAt + 60 });
    broker.acknowledge();
    expect(sent()).toEqual(['withings/anna/weight/attributes']);
    publish({ ...reading, takenAt: reading.takenAt + 60 });
    broker.acknowledge();

    expect(sent()).toEqual(['withings/anna/weight/attributes', 'withings/anna/weight']);
  });

  it('does not go out over a newer one when an earlier run left it', async () => {
    const { broker, publisher, publish, up, settle, announced } = setUp();
    const newer = sampleReading({ value: 80, takenAt: sampleReading().takenAt + 60 });
    publish(newer);
    await settle();
    publisher.down();

    publishReading({ announced, publisher }, sampleReading(), place, true);
    up();
    await settle();

    expect(broker.retained.get('withings/anna/weight')).toBe('80');
  });
});
