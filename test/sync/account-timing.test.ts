import { describe, expect, it } from 'vitest';
import type { Feed } from '../../src/feeds/feed.js';
import type { PersonState } from '../../src/store/person-state.js';
import { createAccountSync } from '../../src/sync/account.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import { RateLimitError } from '../../src/withings/errors.js';
import { mark, NOW, sampleFeed } from '../feeds/samples.js';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;
const tooMany = (retryAfter: number) => Promise.reject(new RateLimitError('too many', { retryAfter }));
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(feeds: readonly Feed[], start?: PersonState, now = NOW * 1000, onLater?: () => void) {
  const log: string[] = [];
  const sleeps: { milliseconds: number; wake: () => void; stop: () => void }[] = [];
  const stop = new AbortController();
  const sync = createAccountSync({
    name: 'anna',
    client: {} as WithingsApiClient,
    feeds,
    start,
    clock: () => now,
    sleep: (milliseconds) =>
      new Promise((wake, reject) => sleeps.push({ milliseconds, wake, stop: () => reject(new Error('stopped')) })),
    random: () => 0.5,
    signal: stop.signal,
    ...(onLater && { onLater }),
    events: {
      onState: () => {},
      onAuthorization: (authorization) => log.push(authorization),
      onFeedFailed: (feed) => log.push(`${feed} failed`),
      onFeedRecovered: (feed) => log.push(`${feed} recovered`),
      onFeedWaits: (feed, seconds) => log.push(`${feed} waits ${seconds}`),
    },
  });
  return { sync, log, sleeps, stop };
}

describe('a feed that Withings wants less of', () => {
  it('waits as long as it is told and a little more, while the others go on', async () => {
    let calls = 0;
    const { sync, log, sleeps } = setUp([
      sampleFeed('measures', async () => (++calls === 1 ? tooMany(12) : mark('measures'))),
      sampleFeed('goals', async () => mark('goals')),
    ]);

    const round = sync.round(true);
    await turn();
    expect(sync.state().zone).toBe('goals');
    expect(sleeps.map(({ milliseconds }) => milliseconds)).toEqual([12_600]);
    sleeps[0]?.wake();

    expect(await round).toBe(true);
    expect(sync.state().zone).toBe('goals measures');
    expect(log).toEqual(['ok', 'measures waits 12']);
  });

  it('holds no round up when it must wait for long, and comes by itself when that is over, not before', async () => {
    let calls = 0;
    let later = 0;
    const { sync, log, sleeps } = setUp(
      [
        sampleFeed('measures', async () => (++calls === 1 ? tooMany(188) : mark('measures'))),
        sampleFeed('goals', async () => mark('goals')),
      ],
      undefined,
      undefined,
      () => {
        later += 1;
      },
    );

    expect(await sync.round(true)).toBe(false);
    expect(sync.well()).toBe(false);
    expect([...sync.problems()]).toEqual([['measures', 'too many']]);
    expect(await sync.round(true)).toBe(false);
    expect(await sync.fetch(['measures'])).toBe(false);
    expect(await sync.round(false)).toBe(true);
    expect(calls).toBe(1);
    expect(sleeps.map(({ milliseconds }) => milliseconds)).toEqual([197_400]);

    sleeps[0]?.wake();
    await turn();

    expect([calls, later]).toEqual([2, 1]);
    expect(sync.state().zone).toMatch(/measures/);
    expect(sync.well()).toBe(true);
    expect(log).toEqual(['ok', 'measures waits 188', 'measures recovered']);
  });

  it('gives up after three attempts, until the next round', async () => {
    const { sync, log, sleeps } = setUp([sampleFeed('measures', () => tooMany(60))]);

    const round = sync.round(true);
    for (let attempt = 0; attempt < 2; attempt++) {
      await turn();
      sleeps[attempt]?.wake();
    }

    expect(await round).toBe(false);
    expect(sleeps).toHaveLength(2);
    expect(log).toEqual(['measures waits 60', 'measures waits 60', 'measures failed']);
  });

  it('ends its wait when everything stops, without a complaint', async () => {
    const { sync, log, sleeps } = setUp([sampleFeed('measures', () => tooMany(60))]);

    const round = sync.round(true);
    await turn();
    sleeps[0]?.stop();

    expect(await round).toBe(false);
    expect(log).toEqual(['measures waits 60']);
    expect(sync.state().feeds).toEqual({});
  });

  it('does not complain of what fails because everything stops', async () => {
    const { sync, log, stop } = setUp([
      sampleFeed('measures', () => {
        stop.abort();
        return Promise.reject(new Error('aborted'));
      }),
    ]);

    expect(await sync.round(true)).toBe(false);

    expect(log).toEqual([]);
    expect(sync.state().feeds).toEqual({});
  });
});

describe('a feed is due', () => {
  const seconds = NOW;
  it.each([
    { when: 'it never ran', feed: undefined, due: true },
    { when: 'its time is over', feed: { lastSuccess: seconds - 3600 }, due: true },
    { when: 'its time is not over', feed: { lastSuccess: seconds - 3599 }, due: false },
    { when: 'it failed last time', feed: { lastSuccess: seconds - 10, lastError: 'x' }, due: true },
    { when: 'the clock was set back', feed: { lastSuccess: seconds + YEARS / 1000 }, due: true },
    { when: 'the clock was set forward', feed: { lastSuccess: seconds - YEARS / 1000 }, due: true },
  ])('when $when: $due', async ({ feed, due }) => {
    let calls = 0;
    const hourly = sampleFeed(
      'goals',
      async () => {
        calls += 1;
        return mark('x');
      },
      HOUR,
    );
    const start = { readings: {}, devices: {}, feeds: feed ? { goals: feed } : {} };
    const { sync } = setUp([hourly], start);

    expect(await sync.round(false)).toBe(true);
    expect(calls).toBe(due ? 1 : 0);
    await sync.round(true);
    expect(calls).toBe(due ? 2 : 1);
  });
});

describe('a clock that was set back', () => {
  it('leaves no success in the future', async () => {
    const feeds = { goals: { lastSuccess: NOW + 86_400 }, sleep: { lastSuccess: NOW - 60 } };
    const { sync } = setUp([sampleFeed('measures', async () => mark('x'))], { readings: {}, devices: {}, feeds });

    await sync.fetch(['measures']);

    expect(sync.state().feeds).toEqual({
      measures: { lastSuccess: NOW },
      goals: { lastSuccess: NOW },
      sleep: { lastSuccess: NOW - 60 },
    });
  });
});

describe('what is known while a fetch goes on', () => {
  it('goes out before the fetch goes on', async () => {
    const { sync, sleeps } = setUp([
      sampleFeed('measures', async ({ progress }) => {
        await progress?.(mark('news'));
        return mark('all');
      }),
    ]);

    const round = sync.round(true);
    await turn();
    expect(sync.state().zone).toBe('news');
    sleeps[0]?.wake();

    expect(await round).toBe(true);
    expect(sync.state().zone).toBe('news all');
  });
});
