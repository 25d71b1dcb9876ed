// A bridge's hold on the common state as a process of its own, for tests that kill it: holder.mjs URL WILL_DELAY_SECONDS.
// Prints `ready`, begins at SIGUSR2, and prints `held` when the broker says `online` by it; `handover` or `last` on its
// input ends it properly.
import { createInterface } from 'node:readline';
import { createPresence } from '../../dist/mqtt/presence.js';
import { createTopics } from '../../dist/mqtt/topics.js';
import { systemTools } from '../../dist/tools.js';

const [, , url, willDelaySeconds] = process.argv;
const line = (template) => console.error(template);
const presence = createPresence({
  broker: { url, protocolVersion: 5, keepalive: 60, rejectUnauthorized: true, qos: 1 },
  topics: createTopics('withings'),
  instance: 'one',
  log: { error: line, warn: line, info: line, debug() {}, hide() {}, forget() {}, blank: (text) => text },
  signal: new AbortController().signal,
  sleep: systemTools.sleep,
  random: Math.random,
  mayHold: () => true,
  onRequest() {},
  willDelaySeconds: Number(willDelaySeconds),
});

const told = new Promise((resolve) => process.once('SIGUSR2', resolve));
// Nothing else keeps the process.
const waiting = setInterval(() => {}, 60_000);
console.log('ready');
await told;
clearInterval(waiting);
if (await presence.begin()) console.log('held');
for await (const how of createInterface({ input: process.stdin })) {
  await presence.end(how);
  console.log('ended');
  process.exit(0);
}
