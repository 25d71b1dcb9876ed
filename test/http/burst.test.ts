import { Agent, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FeedName } from '../../src/feeds/feed.js';
import { createNudges, feedsOf } from '../../src/sync/nudges.js';
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

async function burst() {
  const fetched: FeedName[] = [];
  const [cloud, second] = [gate(), gate()];
  const nudge = createNudges({
    async fetch(feed) {
      fetched.push(feed);
      await cloud.pass();
    },
    sleep: () => second.pass(),
  });
  const served = await serve({
    webhook: {
      secret: SECRET,
      isExpected: () => true,
      onNotification: ({ appli }) => nudge(feedsOf(appli)),
    },
  });
  return { ...served, fetched, cloud, second };
}

describe('a burst of notifications', () => {
  it('of a thousand is answered, and fetched once and once more', async () => {
    const { callback, url, fetched, cloud, second } = await burst();

    const statuses = await postMany(callback, Array(POSTS).fill('userid=7001&appli=1'));
    cloud.open();
    await expect.poll(() => second.open() ?? fetched.length).toBe(2);
    cloud.open();

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(fetched).toEqual(['measures', 'measures']);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('of several kinds is fetched at once, each feed once', async () => {
    const { callback, fetched } = await burst();

    await postMany(callback, ['userid=7001&appli=44']);
    await postMany(
      callback,
      [1, 4, 44, 16, 54].map((appli) => `userid=7001&appli=${appli}`),
    );

    await expect.poll(() => fetched.toSorted()).toEqual(['activity', 'ecgs', 'measures', 'sleep', 'workouts']);
  });

  it('that is over is followed by another one', async () => {
    const { callback, fetched, cloud, second } = await burst();
    await postMany(callback, ['userid=7001&appli=1']);
    await expect.poll(() => fetched.length).toBe(1);
    cloud.open();

    await postMany(callback, ['userid=7001&appli=54']);

    await expect.poll(() => cloud.open() ?? second.open() ?? fetched).toEqual(['measures', 'ecgs']);
  });
});

describe('notifications that carry nothing to fetch', () => {
  it.each([50, 51, 52, 55, 46, 9999])('such as %i fetch nothing', (appli) => {
    expect(feedsOf(appli)).toEqual([]);
  });
});
