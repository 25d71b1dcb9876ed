// The bridge of a configuration without the limit of 120 calls a minute; prints the time of its second round, and its
// memory.
import mqtt, { type MqttClient } from 'mqtt';
import { runBridge } from '#built/bridge/run-bridge.js';
import { loadConfig } from '#built/config/index.js';
import { type Fields, fill, type Log } from '#built/log.js';
import { systemTools } from '#built/tools.js';
import type { AccountsResult } from './accounts.js';

const { gc } = globalThis;
if (!gc) throw new Error('run with --expose-gc');

const config = loadConfig(process.argv[2] ?? '', {});
const say = (template: string, fields: Fields = {}) => void process.stderr.write(`${fill(template, fields)}\n`);
const quiet: Log = { error: say, warn: say, info() {}, debug() {}, hide() {}, forget() {}, blank: (text) => text };

const heap = () => {
  gc();
  return process.memoryUsage().heapUsed;
};
const idle = heap();
const stop = new AbortController();
const client = await mqtt.connectAsync(config.mqtt.url, { protocolVersion: 4 });
const rounds = watchRounds(client);
await client.subscribeAsync('withings/bridge/#');
const bridge = runBridge({
  ...{ config, log: quiet, tools: systemTools, signal: stop.signal, once: false },
  callsPerMinute: Number.POSITIVE_INFINITY,
  // Otherwise the second round waits for ten seconds from the first one, however many there are.
  identicalCallSeconds: 0,
});
const broken = bridge.then(() => Promise.reject(new Error('the bridge ended by itself')));
await Promise.race([rounds.first, broken]);
const started = performance.now();
await client.publishAsync('withings/bridge/request/refresh', '{}', { qos: 1 });
const answer = await Promise.race([rounds.refreshed, broken]);
const milliseconds = performance.now() - started;
if (!answer.includes('"status":"ok"')) throw new Error(`the refresh failed: ${answer}`);
process.stdout.write(JSON.stringify({ milliseconds, idle, bytes: heap() } satisfies AccountsResult));
stop.abort();
broken.catch(() => {});
await bridge;
await client.endAsync();

/** The end of the first round, and the answer to the request for another one. */
function watchRounds(from: MqttClient): { readonly first: Promise<void>; readonly refreshed: Promise<string> } {
  const arrival = (fits: (topic: string, payload: string) => boolean) =>
    new Promise<string>((resolve) => {
      from.on('message', (topic, payload) => fits(topic, String(payload)) && resolve(String(payload)));
    });
  const first = arrival((topic, payload) => topic.endsWith('/info') && payload.includes('"next_sync":"'));
  return { first: first.then(() => {}), refreshed: arrival((topic) => topic.endsWith('/response/refresh')) };
}
