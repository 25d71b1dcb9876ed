import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/mqtt/publisher.js';
import { startMosquitto } from '../e2e/mosquitto.js';
import { startRelay } from '../e2e/relay.js';
import { startSession, TOPICS, watch } from './members.js';

const ONE = TOPICS.nodeState('n1');

async function setUp() {
  const broker = await startMosquitto();
  const seen = await watch(broker, 'withings/#');
  const one = startSession(broker);
  await one.ups.take();
  await seen.messages.take();
  return { broker, seen, ...one };
}

describe('the connection of one bridge among several', () => {
  it('says online and offline on a topic of its own', async () => {
    const { seen, session, done } = await setUp();

    expect(session.connected()).toBe(true);
    await session.leave();
    await done;

    expect(session.connected()).toBe(false);
    expect(session.outlet()).toBeUndefined();
    expect(await seen.complete()).toEqual([`${ONE}=online`, `${ONE}=offline`]);
  });

  it('leaves offline there when it dies', async () => {
    const { seen, dies } = await setUp();

    dies();

    expect(await seen.messages.take()).toBe(`${ONE}=offline`);
    expect(await seen.complete()).toHaveLength(2);
  });

  it('reads nothing of what is retained', async () => {
    const { broker } = await setUp();

    const asked = broker.log().match(/withings2mqtt_one_n1 \d+ \S+/g);
    expect(asked).toEqual(['withings2mqtt_one_n1 1 $share/withings2mqtt/withings/bridge/request/+']);
  });

  it('comes back, and tells those that publish', async () => {
    const { broker, session, ups, downs } = await setUp();
    const before = session.outlet();

    await broker.restart();
    await downs.take();
    await ups.take();

    expect(session.outlet()).not.toBe(before);
    const later = await watch(broker, ONE);
    await later.messages.take();
    expect(await later.complete()).toEqual([`${ONE}=online`]);
  });

  it('has never more under way than the broker takes, whoever publishes', async () => {
    const broker = await startMosquitto({ lines: ['max_inflight_messages 3'] });
    const seen = await watch(broker, 'withings/person/#');
    const { session, ups, lines } = startSession(broker);
    await ups.take();

    const publishers = Array.from({ length: 12 }, () => createPublisher({ onRefused() {} }));
    for (const [index, publisher] of publishers.entries()) {
      publisher.up(session.outlet()!, new Map());
      for (let topic = 0; topic < 30; topic++) publisher.set(`withings/person/${index}/${topic}`, 'x');
    }
    await Promise.all(publishers.map((publisher) => publisher.settled()));

    expect(session.outlet()!.window).toBe(3);
    expect(await seen.complete()).toHaveLength(360);
    expect(lines.filter((line) => !line.startsWith('info'))).toEqual([]);
  });

  it('ends at once, without DISCONNECT, when it may publish no more', async () => {
    const { broker, seen, session, allowed, downs } = await setUp();

    allowed.now = false;
    session.outlet()!.publish('withings/a', 'late', true, () => {});
    await downs.take();

    expect(session.connected()).toBe(false);
    expect(session.problem()).toContain('has not reached the store');
    expect(await seen.messages.take()).toBe(`${ONE}=offline`);
    expect(await seen.complete()).toHaveLength(2);
    expect(broker.log()).not.toContain('Received DISCONNECT from withings2mqtt_one_n1');
  });

  it('comes back when it may publish again, as after a database that was away for a while', async () => {
    const { seen, session, allowed, downs, ups } = await setUp();
    allowed.now = false;
    session.outlet()!.publish('withings/a', 'late', true, () => {});
    await downs.take();

    allowed.now = true;
    await ups.take();

    expect(await session.say('withings/a', 'again')).toBe(true);
    expect((await seen.complete()).slice(-3)).toEqual([`${ONE}=offline`, `${ONE}=online`, 'withings/a=again']);
  });

  it('publishes nothing, not even its state, on a new connection that it may not use', async () => {
    const { broker, allowed, ups } = await setUp();

    allowed.now = false;
    const before = broker.log().length;
    await broker.restart();
    const [connected = ''] = await broker.logs(/New client connected from \S+ as withings2mqtt_one_n1/, before);
    await broker.logs(/Client withings2mqtt_one_n1 closed its connection/, broker.log().lastIndexOf(connected));

    expect(ups.all).toHaveLength(1);
    const later = await watch(broker, 'withings/#');
    expect((await later.complete()).filter((line) => !line.endsWith('offline'))).toEqual([]);
  });

  it('gives each request to one of them', async () => {
    const { broker, seen, requests } = await setUp();
    const others = ['n2', 'n3'].map((node) => startSession(broker, { node }));
    for (const other of others) await other.ups.take();
    await seen.complete();
    await broker.logs(/Sending SUBACK to withings2mqtt_one_n2/);
    await broker.logs(/Sending SUBACK to withings2mqtt_one_n3/);

    for (let index = 0; index < 9; index++) {
      await seen.client.publishAsync(TOPICS.request('refresh'), String(index), { qos: 1 });
    }

    const heard = () => [requests, ...others.map((other) => other.requests)].flatMap(({ all }) => all);
    await expect.poll(() => heard().length).toBe(9);
    await seen.complete();
    expect(new Set(heard().map(({ payload }) => payload))).toHaveLength(9);
    expect(heard()).toHaveLength(9);
  });

  it('clears the states of bridges that are gone, never its own', async () => {
    const { broker, session } = await setUp();
    const other = startSession(broker, { node: 'n2' });
    await other.ups.take();
    other.dies();
    await expect.poll(async () => session.read(TOPICS.nodeState('n2'))).toBe('offline');

    expect(await session.clearStates(['n1', 'n2'])).toBe(true);

    expect(await session.read(TOPICS.nodeState('n2'))).toBeUndefined();
    expect(await session.read(ONE)).toBe('online');
  });

  it('tells of a message that the broker has not answered when the connection goes', async () => {
    const broker = await startMosquitto();
    const relay = await startRelay(broker);
    const { session, ups, downs } = startSession({ url: `mqtt://127.0.0.1:${relay.port}` });
    await ups.take();
    await session.say('withings/a', 'x');

    relay.hold();
    const said = session.say('withings/a', 'y');
    const found = expect(session.read('withings/a')).rejects.toThrow('the connection is gone');
    await relay.holding();
    relay.cutClients();

    expect(await said).toBe(false);
    await found;
    await downs.take();
    expect(await session.say('withings/a', 'z')).toBe(false);
  });

  it('speaks MQTT 3.1.1, where nobody shares a subscription', async () => {
    const broker = await startMosquitto();
    const seen = await watch(broker, 'withings/#');
    const { session, ups, done } = startSession(broker, { protocolVersion: 4 });
    await ups.take();
    await seen.messages.take();

    await session.leave();
    await done;

    expect(await seen.complete()).toEqual([`${ONE}=online`, `${ONE}=offline`]);
    expect(broker.log()).not.toContain('$share');
  });
});
