// From a webhook to the value on the broker, beside a bare fetch and publish.
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import type { Cloud, Person } from '#built/demo/cloud.js';
import { startBroker } from '#built/mqtt/embedded-broker.js';
import { type Child, startChild } from './child.js';
import type { Figure } from './figure.js';
import { heldCall } from './held-call.js';
import type { Sizes } from './sizes.js';
import { median } from './statistics.js';
import { logIn, MAIN, openCloud, personWith, somePort, temporaryFolder } from './world.js';

const WEIGHT = 1;
const GROUPS = 200;

export async function benchWebhook({ webhook: { rounds, rest } }: Sizes): Promise<Figure[]> {
  const person = personWith(1, 'anna', GROUPS);
  const cloud = await openCloud([person]);
  const broker = await startBroker({ port: 0 });
  const folder = await temporaryFolder();
  const seen = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  const own = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  try {
    const bridge = await startBridge(cloud, broker.url, folder.path);
    const address = await bridge.whileAlive(subscribed(cloud));
    await seen.subscribeAsync(['withings/anna/weight', 'bare']);
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      weighIn(person, round);
      // Both after the same rest: a process that was just at work is quicker.
      await pause(rest);
      const notify = await heldCall(address, { userid: '1', appli: '1', startdate: '1', enddate: '2' });
      ours.push(await bridge.whileAlive(until(seen, 'withings/anna/weight', notify)));
      await pause(rest);
      bare.push(await until(seen, 'bare', () => fetchAndPublish(cloud, own)));
    }
    await bridge.stop();
    const [a, b] = [median(ours), median(bare)];
    return [
      {
        what: 'webhook received to value on the broker',
        ours: `${a.toFixed(1)} ms`,
        beside: `a bare fetch and publish: ${b.toFixed(1)} ms`,
        ratio: a - b,
        limit: 5,
        better: 'less',
        unit: 'ms more',
        reason:
          'unlike in 0.1.0, what is new is durable on the disk before it is shown, so that a crash loses none of it.',
      },
    ];
  } finally {
    await seen.endAsync();
    await own.endAsync();
    await cloud.close();
    await broker.close();
    await folder.remove();
  }
}

async function startBridge(cloud: Cloud, brokerUrl: string, dir: string): Promise<Child> {
  const port = somePort();
  const config = `${dir}/config.yaml`;
  await writeFile(
    config,
    `withings: { client_id: bench, client_secret: bench-secret, api_url: "${cloud.url}" }
accounts: [{ name: anna }]
mqtt: { url: "${brokerUrl}", protocol_version: 4 }
server: { port: ${port}, public_url: "http://127.0.0.1:${port}" }
page: { port: ${somePort()} }
`,
  );
  // A scope with one kind of notification: Withings wants five seconds between two subscriptions.
  await logIn(cloud, `${dir}/data`, [{ userid: 1, name: 'anna' }], 'user.info,user.metrics');
  return startChild(MAIN, ['run', '-c', config]);
}

/** The address that the bridge wants to be told at, once it does. */
async function subscribed(cloud: Cloud): Promise<string> {
  for (;;) {
    const weights = cloud.subscriptions(1).find(({ appli }) => appli === WEIGHT);
    await pause(weights ? 500 : 100);
    if (weights) return weights.callbackurl;
  }
}

/** Milliseconds from the start of `act` to the next message on a topic that is subscribed. */
async function until(client: MqttClient, topic: string, act: () => unknown): Promise<number> {
  const arrived = new Promise<number>((resolve) => {
    const take = (name: string, _: Buffer, packet: { readonly retain: boolean }) => {
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

function weighIn(person: Person, round: number): void {
  const now = Math.floor(Date.now() / 1000);
  const last = person.measuregrps.at(-1)!;
  const measures = [{ value: 70_000 + round, type: WEIGHT, unit: -3 }];
  person.measuregrps.push({ ...last, grpid: last.grpid + 1, date: now, created: now, modified: now, measures });
}

async function fetchAndPublish(cloud: Cloud, client: MqttClient): Promise<void> {
  const { access_token: token } = cloud.login(1);
  const answer = await fetch(`${cloud.url}/measure`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: new URLSearchParams({ action: 'getmeas', lastupdate: String(Math.floor(Date.now() / 1000) - 3600) }),
  });
  const { body } = (await answer.json()) as { body: { measuregrps: Person['measuregrps'] } };
  await client.publishAsync('bare', String(body.measuregrps[0]!.measures[0]!.value), { qos: 1 });
}
