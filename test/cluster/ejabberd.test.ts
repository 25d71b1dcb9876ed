import { describe, expect, it } from 'vitest';
import { createCanary } from '../../src/mqtt/canary.js';
import { logLines } from '../log-lines.js';
import { startEjabberd } from './ejabberd.js';
import { SECONDS, startPresence, startSession, TOPICS, watch, willOfSeconds } from './members.js';

const STATE = TOPICS.bridgeState;
const [ONLINE, OFFLINE] = [`${STATE}=online`, `${STATE}=offline`];

describe('a cluster of two ejabberd', () => {
  it('keeps the common state through deaths and hand-overs, from machine to machine', async () => {
    const [left, right] = await startEjabberd();
    const seen = await watch(right, STATE);

    const first = startPresence(left);
    expect(await first.presence.begin()).toBe(true);
    first.dies();
    const second = startPresence(right);
    expect(await second.presence.begin()).toBe(true);
    await second.presence.end('handover');
    const third = startPresence(left);
    expect(await third.presence.begin()).toBe(true);
    // Lives, and is thrown off.
    const fourth = startPresence(right);
    expect(await fourth.presence.begin()).toBe(true);
    await willOfSeconds(right, SECONDS + 2);
    await willOfSeconds(left, SECONDS + 2);
    // It may be said again: a machine shows what is retained only of topics that were published there.
    expect(new Set(await seen.complete())).toEqual(new Set([ONLINE]));
    expect(third.presence.holds()).toBe(false);

    fourth.dies();
    while ((await seen.messages.take()) !== OFFLINE);
    const fifth = startPresence(left);
    expect(await fifth.presence.begin()).toBe(true);
    await fifth.presence.end('last');
    // What comes by way of the other machine may come later than what this one is asked.
    while ((await seen.messages.take()) !== OFFLINE);
    expect((await seen.complete()).slice(-3)).toEqual([OFFLINE, ONLINE, OFFLINE]);
  });

  it('loses a machine without a word; what was published there alone is published again', async () => {
    const [left, right] = await startEjabberd();
    const seen = await watch(right, STATE);
    const onLeft = startSession(left);
    await onLeft.ups.take();
    const canaryOf = (session: typeof onLeft.session) =>
      createCanary({
        ...{ session, topics: TOPICS, version: '1.0.0', instance: 'one', log: logLines().log },
        onEmpty: async () => 1,
      });
    expect(await canaryOf(onLeft.session).check({ fill: 0, bridges: 2 })).toBe('lost');
    const first = startPresence(left);
    expect(await first.presence.begin()).toBe(true);

    await left.kill();
    const second = startPresence(right);
    expect(await second.presence.begin()).toBe(true);
    await willOfSeconds(right, SECONDS + 2);
    expect(new Set(await seen.complete())).toEqual(new Set([ONLINE]));
    const onRight = startSession(right, { node: 'n2' });
    await onRight.ups.take();
    expect(await canaryOf(onRight.session).check({ fill: 1, bridges: 1 })).toBe('lost');

    second.dies();
    while ((await seen.messages.take()) !== OFFLINE);
    expect((await seen.complete()).filter((line) => line === OFFLINE)).toHaveLength(1);
  });

  it('has no shared subscriptions: the one that leads hears each request once, also one that came between two', async () => {
    const [left, right] = await startEjabberd();
    const other = await watch(right, STATE);
    const ask = (payload: string) => other.client.publishAsync(TOPICS.request('refresh'), payload, { qos: 1 });
    const sessions = [startSession(left), startSession(right, { node: 'n2' })];
    for (const { ups } of sessions) await ups.take();
    const first = startPresence(left);
    expect(await first.presence.begin()).toBe(true);

    await ask('1');
    expect(await first.requests.take()).toMatchObject({ payload: '1', retained: false });
    first.dies();
    await ask('2');
    const second = startPresence(right);
    expect(await second.presence.begin()).toBe(true);
    expect(await second.requests.take()).toMatchObject({ payload: '2' });
    await ask('3');
    expect(await second.requests.take()).toMatchObject({ payload: '3' });

    expect([first, second, ...sessions].map(({ requests }) => requests.all.length)).toEqual([1, 2, 0, 0]);
  });
});
