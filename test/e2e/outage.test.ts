import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { type Program, subscriber, withings2mqtt } from '../process/world.js';
import { count, loggedIn, settled, startedBridge } from './bridge.js';
import { takenFromBridge } from './broker-log.js';
import { mosquittoPub, mosquittoSub } from './clients.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';
import { startRelay } from './relay.js';

const DEBUG = 'server:\n  enabled: false\nlog:\n  level: debug\n';

/** A bridge that is in the middle of a round, which waits for the cloud; `answer` lets the cloud go on. */
async function midRound(broker: Mosquitto) {
  const { cloud, config } = await loggedIn({ brokerUrl: broker.url, yaml: DEBUG });
  const relay = await startRelay({ port: Number(new URL(cloud.url).port) });
  const env = { WITHINGS2MQTT_WITHINGS_API_URL: `http://127.0.0.1:${relay.port}` };
  const sub = await mosquittoSub(broker, ['#']);
  const program = withings2mqtt(['run', '-c', config], env);
  const seen = await subscriber(broker.url, 'withings/#');
  await settled(broker, sub);
  relay.hold();
  await mosquittoPub(broker, 'withings/bridge/request/refresh', '');
  await relay.holding();
  return { cloud, program, seen, answer: relay.release };
}

/** The round ends while the broker is away: what the cloud says next is asked after the bridge has noticed. */
async function newWeighInWhileAway({ cloud, program, answer }: Awaited<ReturnType<typeof midRound>>): Promise<string> {
  await program.prints(/warn .*no connection to the broker/);
  const { measures } = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
  answer();
  await program.prints(/no connection to the broker[\s\S]*asked Withings account=ben \S+ action=getmeas/);
  await program.prints(/no connection to the broker[\s\S]*asked Withings account=anna \S+ action=getmeas/);
  const { value, unit } = measures.find(({ type }) => type === 1)!;
  return String(Number(`${value}e${unit}`));
}

async function stopped(program: Program): Promise<void> {
  program.process.kill('SIGTERM');
  expect(await program.exit).toBe(0);
}

const withoutAttributes = (topics: Iterable<string>) =>
  new Set([...topics].map((topic) => topic.replace(/\/attributes$/, '')));

describe('a broker that goes away and comes back', () => {
  it('with what it held: gets only what differs', async () => {
    const broker = await startMosquitto({ persistence: true });
    const bridge = await midRound(broker);
    await broker.stop();
    const weight = await newWeighInWhileAway(bridge);
    const before = broker.log().length;

    await broker.restart();
    await bridge.seen.sees('withings/anna/weight', (payload) => payload === weight);
    await stopped(bridge.program);

    const sent = takenFromBridge(broker, before).map(({ topic }) => topic);
    expect(sent.filter((topic) => topic === 'withings/anna/weight')).toHaveLength(1);
    const topics = withoutAttributes(sent);
    for (const same of ['ben/weight', 'anna/goal_steps', 'anna/height', 'anna/measure_4242', 'anna/availability']) {
      expect(topics).not.toContain(`withings/${same}`);
    }
    await bridge.seen.sees('withings/bridge/state', (payload) => payload === 'offline');
  });

  it('empty: gets everything again', async () => {
    const broker = await startMosquitto();
    const bridge = await midRound(broker);
    const retained = takenFromBridge(broker).filter(({ retain }) => retain);
    const known = new Set(retained.map(({ topic }) => topic));
    await broker.stop();
    const weight = await newWeighInWhileAway(bridge);
    const before = broker.log().length;

    await broker.restart();
    await bridge.seen.sees('withings/anna/weight', (payload) => payload === weight);
    await bridge.seen.sees('withings/bridge/state', (payload) => payload === 'online');
    await stopped(bridge.program);

    const sent = new Set(takenFromBridge(broker, before).map(({ topic }) => topic));
    expect([...known].filter((topic) => !sent.has(topic))).toEqual([]);
    expect([...known].filter((topic) => topic.startsWith('homeassistant/device/'))).toHaveLength(4);
  });

  it('is in the log once as away and once as there again, however often the bridge tried', async () => {
    const broker = await startMosquitto();
    const { program, seen } = await midRound(broker);

    await broker.stop();
    await program.prints(/debug no connection to the broker/);
    await broker.restart();
    await seen.sees('withings/bridge/state', (payload) => payload === 'online');
    await stopped(program);

    expect(count(program, /(warn|error) +no connection to the broker/)).toBe(1);
    expect(count(program, /info +connected to the broker/)).toBe(2);
  });
});

describe('a connection that breaks on one side only', () => {
  it('does not leave the bridge offline when the broker gives the old one up', async () => {
    const broker = await startMosquitto();
    const relay = await startRelay(broker);
    const { sub } = await startedBridge(broker, { url: `mqtt://127.0.0.1:${relay.port}` });
    const before = broker.log().length;

    relay.cutClients();
    // The new connection has looked at what is retained.
    await broker.logs(/Received UNSUBSCRIBE/, before);
    relay.cutServer();
    await broker.logs(/closed its connection|already connected, closing old connection/, before);

    const states = (await sub.complete()).filter(({ topic }) => topic === 'withings/bridge/state');
    expect(states.at(-1)?.payload).toBe('online');
  });
});
