// A bridge with as many accounts as standard input has tokens; prints the time of its second round, and its memory.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { runBridge } from '../dist/bridge.js';
import { openTokenStore } from '../dist/store/tokens.js';
import { systemTools } from '../dist/tools.js';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { cloudUrl, brokerUrl, tokens } = JSON.parse(input);

const dataDir = await mkdtemp(join(tmpdir(), 'withings2mqtt-bench-'));
const store = openTokenStore({ dataDir });
const accounts = [];
for (const [index, reply] of tokens.entries()) {
  const name = `a${index}`;
  accounts.push({ name, displayName: name, units: 'metric', ignoreAttributions: [1, 10] });
  await store.save(name, {
    userId: String(index + 1),
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    expiresAt: Date.now() + 3 * 3600_000,
    scope: reply.scope,
  });
}
const config = {
  withings: {
    clientId: 'bench',
    clientSecret: 'bench-secret',
    apiUrl: cloudUrl,
    accountUrl: cloudUrl,
    redirectUri: 'http://localhost/',
    pollInterval: 3600_000,
    webhookPollInterval: 3600_000,
  },
  accounts,
  mqtt: { url: brokerUrl, baseTopic: 'withings', protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1 },
  homeassistant: { enabled: true, discoveryPrefix: 'homeassistant', statusTopic: 'homeassistant/status' },
  server: { enabled: false, host: '127.0.0.1', port: 8099 },
  dataDir,
  log: { level: 'error', format: 'text' },
};
const quiet = { error: (text) => process.stderr.write(`${text}\n`), warn() {}, info() {}, debug() {}, hide() {} };

const bytes = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
const idle = bytes();
const stop = new AbortController();
const client = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 });
const rounds = nextRounds(client);
await client.subscribeAsync('withings/bridge/#');
const bridge = runBridge({
  config,
  log: quiet,
  tools: systemTools,
  signal: stop.signal,
  once: false,
  callsPerMinute: Number.POSITIVE_INFINITY,
});
await rounds.first;
const started = performance.now();
await client.publishAsync('withings/bridge/request/refresh', '{}', { qos: 1 });
await rounds.refreshed;
const milliseconds = performance.now() - started;
process.stdout.write(JSON.stringify({ milliseconds, idle, bytes: bytes() }));
stop.abort();
await bridge;
await client.endAsync();
await rm(dataDir, { recursive: true });
process.exit();

function nextRounds(from) {
  let onFirst;
  let onRefreshed;
  const first = new Promise((resolve) => {
    onFirst = resolve;
  });
  const refreshed = new Promise((resolve) => {
    onRefreshed = resolve;
  });
  from.on('message', (topic, payload) => {
    if (topic.endsWith('/info') && payload.includes('"next_sync":"')) onFirst();
    if (topic.endsWith('/response/refresh')) onRefreshed();
  });
  return { first, refreshed };
}
