import { describe, expect, it } from 'vitest';
import { startMosquitto } from '../e2e/mosquitto.js';
import { startRelay } from '../e2e/relay.js';
import { SECONDS, startPresence, TOPICS, watch, willOfSeconds } from './members.js';

const STATE = TOPICS.bridgeState;
const [ONLINE, OFFLINE] = [`${STATE}=online`, `${STATE}=offline`];

/** A broker, somebody who watches the common state, and a first bridge that leads. */
async function setUp(protocolVersion: 4 | 5 = 5) {
  const broker = await startMosquitto();
  const seen = await watch(broker, STATE);
  const first = startPresence(broker, { protocolVersion });
  expect(await first.presence.begin()).toBe(true);
  const second = startPresence(broker, { protocolVersion });
  return { broker, seen, first, second };
}

describe('the common state of several bridges', () => {
  it('is online as long as one leads, without a word at a death and a takeover within the delay', async () => {
    const { broker, seen, first, second } = await setUp();

    first.dies();
    expect(await second.presence.begin()).toBe(true);
    await willOfSeconds(broker, SECONDS + 2);

    expect(await seen.complete()).toEqual([ONLINE]);
  });

  it('is offline when the one that leads dies and none follows', async () => {
    const { seen, first } = await setUp();

    first.dies();
    await seen.messages.take();
    await seen.messages.take();

    expect(await seen.complete()).toEqual([ONLINE, OFFLINE]);
  });

  it('says nothing at a clean stop while others live', async () => {
    const { broker, seen, first, second } = await setUp();

    await first.presence.end('handover');
    expect(first.presence.holds()).toBe(false);
    expect(await second.presence.begin()).toBe(true);
    await willOfSeconds(broker, SECONDS + 2);

    expect(await seen.complete()).toEqual([ONLINE]);
  });

  it('is offline when it was handed over to nobody', async () => {
    const { seen, first } = await setUp();

    await first.presence.end('handover');
    await seen.messages.take();
    await seen.messages.take();

    expect(await seen.complete()).toEqual([ONLINE, OFFLINE]);
  });

  it('is offline at once at a clean stop of the last one, and no will comes after it', async () => {
    const { broker, seen, first, second } = await setUp();

    await first.presence.end('last');
    expect(await seen.complete()).toEqual([ONLINE, OFFLINE]);
    expect(await second.presence.begin()).toBe(true);
    await willOfSeconds(broker, SECONDS + 2);

    expect(await seen.complete()).toEqual([ONLINE, OFFLINE, ONLINE]);
  });

  it('is taken over from one that lives, which does not come back until it is told to', async () => {
    const { broker, seen, first, second } = await setUp();

    expect(await second.presence.begin()).toBe(true);
    await willOfSeconds(broker, SECONDS + 2);
    expect(first.presence.holds()).toBe(false);
    expect(second.presence.holds()).toBe(true);

    expect(await first.presence.begin()).toBe(true);
    await willOfSeconds(broker, SECONDS + 2);
    expect(second.presence.holds()).toBe(false);
    expect(await seen.complete()).toEqual([ONLINE]);
  });

  it('is taken back where somebody says offline while one leads', async () => {
    const { seen } = await setUp();

    await seen.client.publishAsync(STATE, 'offline', { qos: 1, retain: true });
    for (const _ of [1, 2, 3]) await seen.messages.take();

    expect(await seen.complete()).toEqual([ONLINE, OFFLINE, ONLINE]);
  });

  it('comes back after a loss of the connection, without a word, as soon as the one that leads is told to', async () => {
    const broker = await startMosquitto();
    const relay = await startRelay(broker);
    const seen = await watch(broker, STATE);
    const { presence } = startPresence({ url: `mqtt://127.0.0.1:${relay.port}` });
    expect(await presence.begin()).toBe(true);

    relay.cutClients();
    relay.cutServer();
    await expect.poll(() => presence.holds()).toBe(false);
    expect(await presence.begin()).toBe(true);
    await willOfSeconds(broker, SECONDS + 2);

    expect(await seen.complete()).toEqual([ONLINE]);
  });

  it('is said again to a broker that lost its memory', async () => {
    const { broker, first } = await setUp();

    await broker.restart();
    await expect.poll(() => first.presence.holds()).toBe(false);
    expect(await first.presence.begin()).toBe(true);

    const later = await watch(broker, STATE);
    await later.messages.take();
    expect(await later.complete()).toEqual([ONLINE]);
  });

  it('is left alone by one that leads no more by its own clock, also while it tries to connect', async () => {
    const { broker, first, second } = await setUp();
    await first.presence.end('last');
    await broker.stop();

    const held = second.presence.begin();
    second.allowed.now = false;
    await broker.restart();

    expect(await held).toBe(false);
    expect(second.presence.holds()).toBe(false);
    expect(await second.presence.begin()).toBe(false);
    expect(broker.log().match(/New client connected \S+ \S+ as withings2mqtt_one /g)).toHaveLength(1);
  });

  it('may go down and up with MQTT 3.1.1 when the one that leads dies, and not at a clean stop', async () => {
    const { broker, seen, first, second } = await setUp(4);

    first.dies();
    expect(await second.presence.begin()).toBe(true);
    for (const _ of [1, 2, 3]) await seen.messages.take();
    expect(await seen.complete()).toEqual([ONLINE, OFFLINE, ONLINE]);

    await second.presence.end('handover');
    const third = startPresence(broker, { protocolVersion: 4 });
    expect(await third.presence.begin()).toBe(true);
    expect(await seen.complete()).toHaveLength(3);

    await third.presence.end('last');
    expect((await seen.complete()).at(-1)).toBe(OFFLINE);
  });
});
