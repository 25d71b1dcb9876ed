import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { PageState } from '../../src/page/api.js';
import type { House } from '../../src/page/house.js';
import { SAFETY_HEADERS } from '../../src/page/safety-headers.js';
import { cut, dial } from './dial.js';
import { inventedHouse, withValue } from './invented-house.js';
import { type EventReader, readEvents } from './read-events.js';
import { PASSWORD, servePage } from './serve-page.js';

const SHORT = { requestMilliseconds: 300, idleMilliseconds: 200 };

/** Time that goes on when it is told to; who sleeps is told of. */
function stoppedTime() {
  let sleepers: { readonly milliseconds: number; readonly wake: () => void }[] = [];
  return {
    tools: {
      clock: Date.now,
      random: Math.random,
      sleep: (milliseconds: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          sleepers.push({ milliseconds, wake: resolve });
          signal?.addEventListener('abort', () => reject(new Error('stopped')));
        }),
    },
    /** Those who sleep for so long wake up. */
    async pass(milliseconds: number) {
      const woken = sleepers.filter((one) => one.milliseconds === milliseconds);
      sleepers = sleepers.filter((one) => one.milliseconds !== milliseconds);
      for (const { wake } of woken) wake();
      await new Promise((resolve) => setImmediate(resolve));
      return woken.length;
    },
  };
}

async function listenTo(address: string, headers: Record<string, string> = {}): Promise<EventReader> {
  return readEvents(`${address}/api/events`, headers);
}

describe('GET /api/events', () => {
  it('tells the state, and then what changes', async () => {
    const { house, listen } = await servePage();
    const events = await listenTo(await listen());

    const first = await events.next();
    house.become('ben', { state: withValue('weight', 80, 1_700_000_000) });
    house.ring();
    house.ring();
    const second = await events.next();

    expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(Object.fromEntries(events.headers)).toMatchObject({ ...SAFETY_HEADERS, 'x-accel-buffering': 'no' });
    expect([first.event, (first.data as PageState).people.map(({ name }) => name)]).toEqual(['state', ['anna', 'ben']]);
    expect(second).toMatchObject({ event: 'change', data: { people: [{ name: 'ben' }] } });
    expect(Number(second.id)).toBeGreaterThan(Number(first.id));
  });

  it('gathers what comes within a quarter of a second, and says nothing of what is the same', async () => {
    const time = stoppedTime();
    const { house, listen } = await servePage({ options: { tools: time.tools } });
    const events = await listenTo(await listen());
    await events.next();

    house.ring();
    expect(await time.pass(250)).toBe(1);
    house.become('anna', { lastSync: 1 });
    house.ring();
    house.become('ben', { lastSync: 1 });
    house.ring();
    expect(await time.pass(250)).toBe(1);

    expect((await events.next()).data).toMatchObject({ people: [{ name: 'anna' }, { name: 'ben' }] });
  });

  it('is silent for as long as it likes, where others are cut off, and gives a sign of life', async () => {
    const time = stoppedTime();
    const { house, listen } = await servePage({ options: { tools: time.tools, patience: SHORT } });
    const address = await listen();
    const events = await listenTo(address);
    await events.next();

    await cut(await dial(address, 'GET /api/state HTTP/1.1\r\n'));
    await cut(await dial(address, 'GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
    expect(await time.pass(15_000)).toBe(1);
    expect((await events.next()).event).toBe('comment');
    house.become('anna', { lastSync: 1 });
    house.ring();
    await time.pass(250);

    expect((await events.next()).event).toBe('change');
  });

  it('has at most eight who listen, and again one when another has gone', async () => {
    const { house, listen } = await servePage();
    const address = await listen();
    const all = await Promise.all(Array.from({ length: 8 }, () => listenTo(address)));

    const ninth = await fetch(`${address}/api/events`);
    expect([ninth.status, ((await ninth.json()) as { code: string }).code]).toEqual([503, 'too_many_streams']);
    expect(house.listeners()).toBe(1);
    await all[0]!.cancel();

    await expect.poll(async () => (await listenTo(address)).status).toBe(200);
  });

  it('has room again after half a minute: of the same browser, or of all, the oldest makes way', async () => {
    let now = 0;
    const tools = { clock: () => now, random: Math.random, sleep: stoppedTime().tools.sleep };
    const { app, listen } = await servePage({ page: `{ password: "${PASSWORD}" }`, options: { tools } });
    const address = await listen();
    const browser = async () => {
      const answer = await app.inject({ url: '/api/session', method: 'POST', payload: { password: PASSWORD } });
      return String(answer.headers['set-cookie']).split(';')[0]!;
    };
    const [anna, ben, carla] = [await browser(), await browser(), await browser()];
    // Whoever reads nothing is kept by the system for long.
    const silent: Socket[] = [];
    for (const cookie of [anna, ben, ...Array<string>(6).fill(anna)]) {
      const line = await dial(address, `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`);
      await once(line, 'readable');
      silent.push(line);
    }
    const isCut = silent.map(() => false);
    for (const [at, line] of silent.entries())
      void cut(line).then(() => {
        isCut[at] = true;
      });

    expect((await listenTo(address, { cookie: ben })).status).toBe(503);
    now += 30_000;
    expect((await listenTo(address, { cookie: ben })).status).toBe(200);
    await expect.poll(() => isCut.indexOf(true)).toBe(1);
    expect((await listenTo(address, { cookie: carla })).status).toBe(200);
    await expect.poll(() => isCut[0]).toBe(true);
    expect(isCut.filter(Boolean)).toHaveLength(2);
  });

  it('takes a connection of its own: those that wait in its line are refused, and none is left behind', async () => {
    const { house, listen } = await servePage();
    const address = await listen();
    for (let times = 0; times < 3; times++) {
      const line = await dial(address, 'GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(16));
      await once(line, 'data');
      expect(house.listeners()).toBe(1);
      line.resetAndDestroy();
      await expect.poll(() => house.listeners()).toBe(0);
    }

    const all = await Promise.all(Array.from({ length: 8 }, () => listenTo(address)));

    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  it('listens to the house only while somebody listens to it', async () => {
    const { house, listen } = await servePage();
    const events = await listenTo(await listen());
    await events.next();
    expect(house.listeners()).toBe(1);

    await events.cancel();

    await expect.poll(() => house.listeners()).toBe(0);
  });

  it('ends at once when the bridge stops', async () => {
    const { app, stop, listen } = await servePage();
    const events = await listenTo(await listen());
    await events.next();

    stop();

    expect((await events.next()).event).toBe('end');
    await app.close();
  });

  it('tells nothing more to somebody who has signed out', async () => {
    const { app, house, listen } = await servePage({ page: `{ password: "${PASSWORD}" }` });
    const address = await listen();
    const answer = await app.inject({ url: '/api/session', method: 'POST', payload: { password: PASSWORD } });
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
    const events = await listenTo(address, { cookie, authorization: 'Bearer junk' });
    expect((await events.next()).data).toMatchObject({ signed_in: true });

    await app.inject({ url: '/api/session', method: 'DELETE', headers: { cookie } });
    house.become('ben', { lastSync: 1 });
    house.ring();

    expect((await events.next()).event).toBe('end');
  });

  it('goes on for a script that has sent the password', async () => {
    const { house, listen } = await servePage({ page: `{ password: "${PASSWORD}" }` });
    const events = await listenTo(await listen(), { authorization: `Bearer ${PASSWORD}` });
    await events.next();

    house.become('ben', { lastSync: 1 });
    house.ring();

    expect((await events.next()).event).toBe('change');
  });

  it('outlives a state that cannot be made, says so, and beats on', async () => {
    const time = stoppedTime();
    let isBroken = false;
    const connections: House['connections'] = () => {
      if (isBroken) throw new Error('broken');
      return inventedHouse().connections();
    };
    const { house, unexpected, listen } = await servePage({ connections, options: { tools: time.tools } });
    const address = await listen();
    const events = await listenTo(address);
    await events.next();

    isBroken = true;
    const refused = await fetch(`${address}/api/events`);
    await time.pass(15_000);
    expect((await events.next()).event).toBe('comment');
    house.ring();
    await time.pass(250);
    isBroken = false;
    house.become('ben', { lastSync: 1 });
    await time.pass(15_000);

    expect((await events.next()).event).toBe('change');
    expect(refused.status).toBe(500);
    expect(unexpected).toEqual(Array(3).fill(new Error('broken')));
  });

  it('is not for those who only want to know whether it is there', async () => {
    const { app } = await servePage();

    expect((await app.inject({ method: 'HEAD', url: '/api/events' })).statusCode).toBe(404);
  });
});
