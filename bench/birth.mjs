// Home Assistant's birth: everything of an account with 100 metrics said again, beside a bare loop of mqtt.js with the
// same messages; and how large discovery is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { createAccountView } from '../dist/homeassistant/account-view.js';
import { createAnnouncer } from '../dist/homeassistant/announcer.js';
import { createDeviceView } from '../dist/homeassistant/device-view.js';
import { allMetrics } from '../dist/metrics/catalogue/index.js';
import { keepConnected } from '../dist/mqtt/connection.js';
import { createPublisher } from '../dist/mqtt/publisher.js';
import { inBirthOrder } from '../dist/mqtt/stale.js';
import { createTopics } from '../dist/mqtt/topics.js';
import { compare } from './statistics.mjs';

const METRICS = 100;
const LARGEST_BYTES = 64 * 1024;
const topics = createTopics('withings');

export async function benchBirth() {
  const broker = spawn(process.execPath, [fileURLToPath(new URL('./broker.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await once(broker.stdout, 'data');
  const url = String(chunk).trim();
  const stop = new AbortController();
  const publisher = createPublisher({ onRefused: () => {} });
  showAccount(publisher);
  publisher.up(await connect(url, stop.signal), new Map());
  await publisher.settled();
  const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
  const messages = inBirthOrder(publisher.wanted, topics).map((topic) => [topic, publisher.wanted.get(topic)]);
  try {
    const { a, b, ratio } = await compare(
      31,
      () => sayAgain(publisher),
      () => bareLoop(client, messages),
    );
    const bytes = messages.map(([, payload]) => Buffer.byteLength(payload));
    const discovery = messages.filter(([topic]) => topic.endsWith('/config')).map(([, payload]) => payload.length);
    return [
      {
        what: `Home Assistant's birth: ${messages.length} messages of ${METRICS} metrics said again`,
        ours: `${a.toFixed(1)} ms`,
        beside: `a bare loop: ${b.toFixed(1)} ms`,
        ratio,
        limit: 1.5,
        better: 'less',
      },
      {
        what: `discovery of an account with ${METRICS} metrics, in one message`,
        ours: `${(Math.max(...discovery) / 1024).toFixed(1)} KiB`,
        beside: `the largest retained message: ${(Math.max(...bytes) / 1024).toFixed(1)} KiB of at most 64`,
        ratio: Math.max(...bytes) / LARGEST_BYTES,
        limit: 1,
        better: 'less',
      },
    ];
  } finally {
    stop.abort();
    await client.endAsync();
    broker.kill();
  }
}

function showAccount(publisher) {
  const context = { topics, prefix: 'homeassistant', instance: 'bench', version: '0.0.0' };
  const announcer = createAnnouncer({ publisher, context, enabled: true, sleep: () => new Promise(() => {}) });
  const devices = createDeviceView({ publisher, announcer, context });
  const account = { name: 'anna', displayName: 'Anna', units: 'metric' };
  const view = createAccountView({ account, publisher, announcer, devices, context, userId: () => '12345678' });
  const metrics = allMetrics()
    .filter(({ owner }) => owner === 'account')
    .slice(0, METRICS);
  const readings = Object.fromEntries(metrics.map((metric, index) => [metric.key, reading(metric, index)]));
  view.availability(true);
  view.show({ userId: '12345678', zone: 'Europe/Amsterdam', readings, devices: {}, feeds: {} });
  announcer.flush();
}

function reading({ key, unit, source }, index) {
  const time = 1_750_000_000 + index;
  return {
    metric: key,
    account: 'anna',
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

function connect(url, signal) {
  return new Promise((onUp) => {
    const events = { onUp, onDown() {}, onMessage() {}, onProblem() {} };
    const options = { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: 'state' };
    void keepConnected(options, events, { signal, sleep: async () => {}, retryDelay: () => 0 });
  });
}

async function sayAgain(publisher) {
  const start = performance.now();
  publisher.repeat(inBirthOrder(publisher.wanted, topics));
  await publisher.settled();
  return performance.now() - start;
}

async function bareLoop(client, messages) {
  const start = performance.now();
  await Promise.all(messages.map(([topic, payload]) => client.publishAsync(topic, payload, { qos: 1, retain: true })));
  return performance.now() - start;
}
