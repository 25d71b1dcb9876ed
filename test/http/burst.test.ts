import { Agent, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isFetched } from '../../src/feeds/feed.js';
import { FEEDS, FETCHED_FEEDS } from '../../src/feeds/index.js';
import { feedsNotifiedBy } from '../../src/feeds/notifications.js';
import { createScheduler } from '../../src/scheduler/scheduler.js';
import { createVirtualTime } from '../virtual-time.js';
import { FORM, SECRET, serve } from './support.js';

const POSTS = 1000;

/** Something that waits until a test lets it go. */
function gate() {
  let open: (() => void)[] = [];
  return {
    pass: () => new Promise<void>((resolve) => open.push(resolve)),
    open() {
      for (const resolve of open) resolve();
      open = [];
    },
  };
}

/** Many posts on some connections that stay open; resolves with the statuses. */
function postMany(address: string, bodies: readonly string[]): Promise<(number | undefined)[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  onTestFinished(() => agent.destroy());
  const one = (body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(address, { method: 'POST', agent, headers: { 'content-type': FORM } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end(body);
    });
  return Promise.all(bodies.map(one));
}

/** A bridge that has fetched everything once, and now fetches what is notified, each time until a test lets it go. */
async function burst() {
  const fetched: string[] = [];
  const cloud = gate();
  const time = createVirtualTime();
  const stop = new AbortController();
  const scheduler = createScheduler({ clock: time.now, sleep: time.sleep, random: () => 0.5, signal: stop.signal });
  let started = false;
  for (const { name } of FETCHED_FEEDS) {
    scheduler.add({
      key: name,
      account: 'anna',
      interval: () => 3_600_000,
      async run() {
        if (started) {
          fetched.push(name);
          await cloud.pass();
        }
        return { kind: 'ok' };
      },
    });
  }
  void scheduler.run();
  onTestFinished(() => {
    stop.abort();
    cloud.open();
  });
  await time.pass(10_000);
  started = true;
  const served = await serve({
    webhook: {
      secret: SECRET,
      isExpected: () => true,
      onNotification: ({ appli }) => scheduler.runSoon(feedsNotifiedBy(FEEDS, appli).map(({ name }) => name)),
    },
  });
  return { ...served, fetched, cloud, second: () => time.pass(1000) };
}

describe('a burst of notifications', () => {
  it('of a thousand is answered, and fetched once and once more', async () => {
    const { callback, url, fetched, cloud, second } = await burst();

    const statuses = await postMany(callback, Array(POSTS).fill('userid=7001&appli=1'));
    cloud.open();
    await second();
    await second();
    cloud.open();
    await second();

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(fetched).toEqual(['measures', 'measures']);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('of several kinds is fetched at once, each feed once', async () => {
    const { callback, fetched, second } = await burst();

    await postMany(callback, ['userid=7001&appli=44']);
    await second();
    await postMany(
      callback,
      [1, 4, 44, 16, 54].map((appli) => `userid=7001&appli=${appli}`),
    );

    await second();
    expect(fetched.toSorted()).toEqual(['activity', 'ecgs', 'intraday', 'measures', 'sleep', 'workouts']);
  });

  it('that is over is followed by another one', async () => {
    const { callback, fetched, cloud, second } = await burst();
    await postMany(callback, ['userid=7001&appli=1']);
    await second();
    expect(fetched).toHaveLength(1);
    cloud.open();

    await postMany(callback, ['userid=7001&appli=54']);

    await second();
    expect(fetched).toEqual(['measures', 'ecgs']);
  });
});

describe('notifications that carry nothing to fetch', () => {
  it.each([50, 51, 52, 55, 46, 9999])('such as %i fetch nothing', (appli) => {
    expect(feedsNotifiedBy(FEEDS, appli).filter(isFetched)).toEqual([]);
  });
});
