// Runs in a network of its own (see ingress.test.ts), which has the addresses of a Home Assistant with Apps: 172.30.32.2 is
// the Supervisor's, 172.30.33.5 the App's. Prints what each peer gets of the page and of the public server, as JSON.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { startCloud } from '../../dist/demo/cloud.js';
import { startBroker } from '../../dist/mqtt/embedded-broker.js';

const [, , dir] = process.argv;
const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
const APP = '172.30.33.5';
const TOKEN = 'token-of-the-supervisor';
const CLIENT = { clientId: 'my-id', clientSecret: 'my-secret' };
/** As Core and Supervisor send them on. */
const INGRESS = {
  'x-hass-source': 'core.ingress',
  'x-ingress-path': '/api/hassio_ingress/token',
  'x-forwarded-for': '192.168.1.20',
  'x-forwarded-host': 'homeassistant.local:8123',
  'x-forwarded-proto': 'http',
  'x-remote-user-id': 'b7c1f0',
  'x-remote-user-name': 'anna',
};

const cloud = await startCloud({ ...CLIENT, people: [], dedupeSeconds: 0 });
const broker = await startBroker({ port: 0 });
const service = { host: '127.0.0.1', port: Number(new URL(broker.url).port) };
const supervisor = createServer((_, response) => response.end(JSON.stringify({ result: 'ok', data: service })));
supervisor.listen(0, '172.30.32.2');
await once(supervisor, 'listening');
const options = { client_id: 'my-id', client_secret: 'my-secret', accounts: [{ name: 'anna' }], mqtt: {} };
await writeFile(join(dir, 'options.json'), JSON.stringify(options));

const env = {
  PATH: process.env.PATH,
  SUPERVISOR_TOKEN: TOKEN,
  SUPERVISOR_URL: `http://172.30.32.2:${supervisor.address().port}`,
  WITHINGS2MQTT_DATA_DIR: dir,
  WITHINGS2MQTT_WITHINGS_API_URL: cloud.url,
};
const bridge = spawn(process.execPath, [MAIN, 'run'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
let log = '';
for await (const part of bridge.stderr) {
  log += part;
  if (/the page is at/.test(log)) break;
}

function get(from, port, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: APP, port, path, headers, localAddress: from, agent: false }, async (response) => {
      let body = '';
      for await (const part of response) body += part;
      resolve({ status: response.statusCode, body: body.slice(0, 300) });
    });
    asked.on('error', reject).end();
  });
}

console.log(
  JSON.stringify({
    log,
    ingress: await get('172.30.32.2', 8098, '/api/state', INGRESS),
    page: await get('172.30.32.2', 8098, '/', INGRESS),
    other: await get('172.30.33.9', 8098, '/api/state', INGRESS),
    otherPage: await get('172.30.33.9', 8098, '/', INGRESS),
    host: await get('172.30.32.1', 8098, '/api/state', INGRESS),
    itself: await get(APP, 8098, '/api/state', INGRESS),
    public: await get('172.30.33.9', 8099, '/health'),
  }),
);
bridge.kill('SIGKILL');
process.exit();
