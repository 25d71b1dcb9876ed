// From a webhook to the value on the broker, beside a bare fetch and publish.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
import { startBroker } from '../dist/demo/broker.js';
import { startCloud } from '../dist/demo/cloud.js';
import { openTokenStore } from '../dist/store/tokens.js';
import { sampleGroups } from './groups.mjs';
import { median } from './statistics.mjs';
import { freePort, MAIN, temporaryFolder } from './world.mjs';

const ROUNDS = 15;
const REST_MILLISECONDS = 1200;
const WEIGHT = 1;
const CLIENT = { clientId: 'bench', clientSecret: 'bench-secret' };

export async function benchWebhook() {
  const person = {
    userid: 1,
    name: 'anna',
    timezone: 'Europe/Amsterdam',
    measuregrps: sampleGroups(200),
    devices: [],
    goals: {},
  };
  const limits = { dedupeSeconds: 0, requestsPerMinute: Number.POSITIVE_INFINITY };
  const cloud = await startCloud({ ...CLIENT, ...limits, people: [person] });
  const broker = await startBroker({ port: 0 });
  const folder = await temporaryFolder();
  const seen = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  const own = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  const bridge = await startBridge(cloud, broker.url, folder.path);
  try {
    await subscribed(cloud);
    await seen.subscribeAsync('withings/anna/weight');
    const [ours, bare] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      weighIn(person, round);
      // Both after the same rest: a process that was just at work is quicker.
      await pause(REST_MILLISECONDS);
      const notify = await caller(cloud.subscriptions(1)[0].callbackurl);
      ours.push(await until(seen, 'withings/anna/weight', notify));
      await pause(REST_MILLISECONDS);
      bare.push(await until(seen, 'bare', () => fetchAndPublish(cloud, own)));
    }
    const [a, b] = [median(ours), median(bare)];
    return {
      what: 'webhook received to value on the broker',
      ours: `${a.toFixed(1)} ms`,
      beside: `a bare fetch and publish: ${b.toFixed(1)} ms`,
      ratio: a - b,
      limit: 5,
      better: 'less',
      unit: 'ms more',
    };
  } finally {
    bridge.kill();
    await once(bridge, 'close');
    await seen.endAsync();
    await own.endAsync();
    await cloud.close();
    await broker.close();
    await folder.remove();
  }
}

async function startBridge(cloud, brokerUrl, dir) {
  const port = await freePort();
  await writeFile(
    `${dir}/config.yaml`,
    `withings: { client_id: bench, client_secret: bench-secret, api_url: "${cloud.url}" }
accounts: [{ name: anna }]
mqtt: { url: "${brokerUrl}", protocol_version: 4 }
server: { port: ${port}, public_url: "http://127.0.0.1:${port}" }
`,
  );
  // A scope with one kind of notification: Withings wants five seconds between two subscriptions.
  const reply = cloud.login(1, 'user.info,user.metrics');
  await openTokenStore({ dataDir: `${dir}/data` }).save('anna', {
    userId: '1',
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    expiresAt: Date.now() + reply.expires_in * 1000,
    scope: reply.scope,
  });
  return spawn(process.execPath, [MAIN, 'run', '-c', `${dir}/config.yaml`], { stdio: 'ignore' });
}

async function subscribed(cloud) {
  while (!cloud.subscriptions(1).some(({ appli }) => appli === 1)) await pause(100);
  await pause(500);
}

/** A webhook that is received the moment it is sent: the connection stands already. */
async function caller(url) {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const form = new URLSearchParams({ userid: '1', appli: '1', startdate: '1', enddate: '2' }).toString();
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${form.length}`,
    'Connection: close',
  ];
  socket.resume();
  return () => void socket.write(`${head.join('\r\n')}\r\n\r\n${form}`);
}

/** Milliseconds from the start of `act` to the next message on a topic. */
async function until(client, topic, act) {
  await client.subscribeAsync(topic);
  const arrived = new Promise((resolve) => {
    const take = (name, _payload, packet) => {
      if (name !== topic || packet.retain) return;
      client.off('message', take);
      resolve(performance.now());
    };
    client.on('message', take);
  });
  const start = performance.now();
  await act();
  return (await arrived) - start;
}

function weighIn(person, round) {
  const now = Math.floor(Date.now() / 1000);
  const last = person.measuregrps.at(-1);
  const measures = [{ value: 70_000 + round, type: WEIGHT, unit: -3 }];
  person.measuregrps.push({ ...last, grpid: last.grpid + 1, date: now, created: now, modified: now, measures });
}

async function fetchAndPublish(cloud, client) {
  const { access_token: token } = cloud.login(1);
  const answer = await fetch(`${cloud.url}/measure`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: new URLSearchParams({ action: 'getmeas', lastupdate: String(Math.floor(Date.now() / 1000) - 3600) }),
  });
  const { body } = await answer.json();
  await client.publishAsync('bare', String(body.measuregrps[0].measures[0].value), { qos: 1 });
}
