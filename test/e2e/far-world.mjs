// Runs in a network of its own (see far.test.ts), where Withings, the broker and Home Assistant are far away and have an
// address of IPv6 to which there is no way. Prints what came of each command, as JSON.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { startCloud } from '../../dist/demo/cloud.js';
import { demoPeople } from '../../dist/demo/invented-people.js';
import { startBroker } from '../../dist/mqtt/embedded-broker.js';
import { openSqliteStore } from '../../dist/store/sqlite/index.js';
import { WithingsApiClient } from '../../dist/withings/index.js';

const [, , dir, host] = process.argv;
const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
const CLIENT = { clientId: 'far-client', clientSecret: 'far-secret' };
const config = join(dir, 'config.yaml');
const far = (url) => `${new URL(url).protocol}//${host}:${new URL(url).port}`;

const people = demoPeople(Date.now()).slice(0, 1);
const cloud = await startCloud({ ...CLIENT, people, dedupeSeconds: 0 });
const broker = await startBroker({ port: 0 });
const homeAssistant = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(homeAssistant, 'listening');
homeAssistant.on('connection', (socket) => {
  socket.send('{"type":"auth_required"}');
  socket.on('message', () => socket.send('{"type":"auth_invalid"}'));
});

await writeFile(
  config,
  `withings: { client_id: ${CLIENT.clientId}, client_secret: ${CLIENT.clientSecret}, api_url: "${far(cloud.url)}" }
accounts: [{ name: anna }]
mqtt: { url: "${far(broker.url)}" }
homeassistant: { url: "http://${host}:${homeAssistant.address().port}", token: far-token }
page: { enabled: false }
server: { enabled: false }
`,
);
const { userid } = people[0];
const tokens = cloud.login(userid);
const store = openSqliteStore({ dataDir: join(dir, 'data'), onDamaged() {}, clock: Date.now, sleep: async () => {} });
await store.people.put(String(userid), 'anna');
await store.logins.save(String(userid), {
  userId: String(userid),
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token,
  expiresAt: Date.now() + tokens.expires_in * 1000,
  scope: tokens.scope,
});
await store.close();

function run(...args) {
  const child = spawn(process.execPath, [MAIN, ...args, '-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

const library = await new WithingsApiClient({ ...CLIENT, baseUrl: far(cloud.url) }).getNonce().then(
  () => ({ code: 0, output: '' }),
  (error) => ({ code: 1, output: error.message }),
);
const check = await run('check');
const round = await run('run', '--once');
const history = await run('history', 'anna');
console.log(JSON.stringify({ library, check, round, history }));
process.exit();
