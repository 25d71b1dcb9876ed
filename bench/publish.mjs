// Publishing 10,000 values through the bridge's publisher, beside a bare loop of mqtt.js with the same QoS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { createLog } from '../dist/log.js';
import { keepConnected } from '../dist/mqtt/connection.js';
import { createPublisher } from '../dist/mqtt/publisher.js';
import { createTelemetry } from '../dist/telemetry.js';
import { compare } from './statistics.mjs';

const VALUES = 10_000;

export async function benchPublish() {
  const broker = spawn(process.execPath, [fileURLToPath(new URL('./broker.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await once(broker.stdout, 'data');
  const url = String(chunk).trim();
  try {
    let round = 0;
    await ours(url, 'warm');
    await bare(url, 'warm');
    const { a, b, ratio } = await compare(
      7,
      () => ours(url, round++),
      () => bare(url, round),
    );
    const watch = watcher();
    const watched = await compare(
      9,
      () => ours(url, round++, watch),
      () => ours(url, round++),
    );
    const publishing = {
      what: `publishing ${VALUES} values at QoS 1, until the last is acknowledged`,
      ours: `${(VALUES / a).toFixed(0)} a ms`,
      beside: `bare mqtt.js: ${(VALUES / b).toFixed(0)} a ms`,
      ratio: 1 / ratio,
      limit: 0.9,
      better: 'more',
    };
    const watching = {
      what: `publishing ${VALUES} values with log and metrics`,
      ours: `${(VALUES / watched.a).toFixed(0)} a ms`,
      beside: `without: ${(VALUES / watched.b).toFixed(0)} a ms`,
      ratio: watched.ratio,
      limit: 1.1,
      better: 'less',
    };
    return [publishing, watching];
  } finally {
    broker.kill();
  }
}

/** What the bridge does at each publish, at the log's usual level. */
function watcher() {
  const log = createLog({ level: 'info', format: 'text', stream: createWriteStream('/dev/null') });
  const telemetry = createTelemetry();
  log.hide('a-secret-to-look-for');
  return (topic) => {
    log.debug('published', { topic });
    telemetry.add('publishes');
  };
}

async function ours(url, round, onPublished = undefined) {
  const stop = new AbortController();
  const publisher = createPublisher({ onRefused: () => {}, onPublished });
  const up = new Promise((resolve) => {
    const events = { onUp: resolve, onDown() {}, onMessage() {}, onProblem() {} };
    const options = { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: 'state' };
    void keepConnected(options, events, { signal: stop.signal, sleep: async () => {}, retryDelay: () => 0 });
  });
  publisher.up(await up, new Map());
  const start = performance.now();
  for (let index = 0; index < VALUES; index++) publisher.set(`ours/${index}`, `${round}.${index}`);
  await publisher.settled();
  const took = performance.now() - start;
  stop.abort();
  return took;
}

async function bare(url, round) {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
  const start = performance.now();
  await new Promise((resolve) => {
    let left = VALUES;
    const done = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    for (let index = 0; index < VALUES; index++) {
      client.publish(`bare/${index}`, `${round}.${index}`, { qos: 1, retain: true }, done);
    }
  });
  const took = performance.now() - start;
  await client.endAsync();
  return took;
}
