// Home Assistant's birth: all that is said again for an account with many metrics, beside a bare loop of mqtt.js with the
// same messages; and how large discovery is.
import mqtt, { type MqttClient } from 'mqtt';
import { allMetrics } from '#built/metrics/catalogue/index.js';
import type { Metric } from '#built/metrics/metric.js';
import type { Reading } from '#built/metrics/reading.js';
import { inBirthOrder } from '#built/mqtt/birth-order.js';
import { createPublisher, type Publisher } from '#built/mqtt/publisher.js';
import { createTopics } from '#built/mqtt/topics.js';
import { createAnnounced } from '#built/sinks/announced.js';
import { changesOf } from '#built/sinks/changes.js';
import { createDiscoverySink } from '#built/sinks/homeassistant/discovery-sink.js';
import { createValueSink } from '#built/sinks/mqtt/value-sink.js';
import type { Figure } from './figure.js';
import { openLink, withBroker } from './link.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';

const LARGEST_BYTES = 64 * 1024;
const topics = createTopics('withings');

type Messages = readonly (readonly [topic: string, payload: string])[];

export function benchBirth({ birth: { metrics, rounds } }: Sizes): Promise<Figure[]> {
  return withBroker(async (url) => {
    const stop = new AbortController();
    const publisher = createPublisher({
      onRefused(topic, error) {
        throw new Error(`the broker refused ${topic}`, { cause: error });
      },
    });
    showAccount(publisher, metrics);
    publisher.up(await openLink(url, stop.signal), new Map());
    await publisher.settled();
    const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
    const messages = said(publisher).map((topic) => [topic, publisher.wanted.get(topic) ?? ''] as const);
    const { a, b, ratio } = await compare(
      rounds,
      () => time(() => sayAgain(publisher)),
      () => time(() => bareLoop(client, messages)),
    );
    stop.abort();
    await client.endAsync();
    return [
      {
        what: `Home Assistant's birth: ${messages.length} messages of ${metrics} metrics said again`,
        ours: `${a.toFixed(1)} ms`,
        beside: `a bare loop: ${b.toFixed(1)} ms`,
        ratio,
        limit: 1.5,
        better: 'less',
        reason: 'the messages are put in order first; 0.1.0 took twelve times as long as the loop.',
      },
      discoverySize([...publisher.wanted], metrics),
    ];
  });
}

function discoverySize(retained: Messages, metrics: number): Figure {
  const bytes = (messages: Messages) => Math.max(...messages.map(([, payload]) => Buffer.byteLength(payload)));
  const largest = bytes(retained);
  const discovery = bytes(retained.filter(([topic]) => topic.endsWith('/config')));
  return {
    what: `discovery of an account with ${metrics} metrics, in one message`,
    ours: `${(discovery / 1024).toFixed(1)} KiB`,
    beside: `the largest retained message: ${(largest / 1024).toFixed(1)} KiB of at most 64`,
    ratio: largest / LARGEST_BYTES,
    limit: 1,
    better: 'less',
  };
}

function showAccount(publisher: Publisher, count: number): void {
  const context = { topics, prefix: 'homeassistant', instance: 'bench', version: '0.0.0' };
  const announced = createAnnounced({
    ...{ store: { note: async () => {}, forget: async () => {} }, known: [], publisher: () => publisher },
    ...{ atHome: () => false, sleep: () => new Promise(() => {}), onTrouble: () => {}, onWell: () => {} },
  });
  const shared = { announced, connected: () => true, sleep: () => new Promise<void>(() => {}) };
  const sinks = [createValueSink({ ...shared, publisher, topics }), createDiscoverySink({ ...shared, context })];
  const zone = 'Europe/Amsterdam';
  const person = { userId: '12345678', name: 'anna', displayName: 'Anna', units: 'metric', zone } as const;
  const metrics = allMetrics()
    .filter(({ owner }) => owner === 'account')
    .slice(0, count);
  const readings = Object.fromEntries(metrics.map((metric, index) => [metric.key, reading(metric, index)]));
  const changes = changesOf({ zone, readings, devices: {}, feeds: {} });
  for (const sink of sinks) {
    void sink.readings(person, changes);
    void sink.person(person, { phase: 'start', authorized: true, readings: [], devices: [] });
  }
}

function reading({ key, unit, source }: Metric, index: number): Reading {
  const time = 1_750_000_000 + index;
  return {
    metric: key,
    value: 70 + index / 10,
    unit,
    takenAt: time,
    createdAt: time + 30,
    modifiedAt: time + 30,
    attribution: 0,
    deviceId: 'f998be4b9ccc9e136fd8cd8e8e344c31ec3b271d',
    deviceModel: 'Body Scan',
    groupId: String(4_000_000_000 + index),
    source,
  };
}

/** As the bridge does at a birth. */
const said = ({ wanted }: Publisher) => inBirthOrder(wanted, topics);

function sayAgain(publisher: Publisher): Promise<void> {
  publisher.repeat(said(publisher));
  return publisher.settled();
}

async function bareLoop(client: MqttClient, messages: Messages): Promise<void> {
  await Promise.all(messages.map(([topic, payload]) => client.publishAsync(topic, payload, { qos: 1, retain: true })));
}
