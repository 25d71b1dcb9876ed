import { describe, expect, it } from 'vitest';
import type { FeedName } from '../../src/feeds/feed.js';
import { createNudges, feedsOf } from '../../src/sync/nudges.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Nudges whose fetches and waits end when a test says so. */
function setUp() {
  const fetches: FeedName[] = [];
  const waits: number[] = [];
  const running = new Map<FeedName, () => void>();
  const wakes: (() => void)[] = [];
  let stop = () => {};
  const nudge = createNudges({
    async fetch(feed) {
      if (running.has(feed)) throw new Error(`${feed} twice at a time`);
      fetches.push(feed);
      await new Promise<void>((resolve) => running.set(feed, resolve));
      running.delete(feed);
    },
    sleep: (milliseconds) =>
      new Promise((resolve, reject) => {
        waits.push(milliseconds);
        wakes.push(resolve);
        stop = () => reject(new Error('stopped'));
      }),
  });
  const after = (act: () => void) => {
    act();
    return turn();
  };
  return {
    nudge,
    fetches,
    waits,
    fetched: (feed: FeedName) => after(() => running.get(feed)?.()),
    second: () =>
      after(() => {
        for (const wake of wakes.splice(0)) wake();
      }),
    stopped: () => after(() => stop()),
  };
}

describe('createNudges', () => {
  it('fetches at once what the first one is about', () => {
    const { nudge, fetches } = setUp();

    nudge(['activity', 'workouts']);

    expect(fetches).toEqual(['activity', 'workouts']);
  });

  it('makes one more fetch of a thousand within a second, and one at a time', async () => {
    const { nudge, fetches, waits, fetched, second } = setUp();
    for (let knock = 0; knock < 500; knock++) nudge(['measures']);
    await fetched('measures');
    for (let knock = 0; knock < 500; knock++) nudge(['measures']);
    expect(fetches).toEqual(['measures']);
    expect(waits).toEqual([1000]);

    await second();
    expect(fetches).toEqual(['measures', 'measures']);
    await fetched('measures');
    await second();

    expect(fetches).toHaveLength(2);
  });

  it('waits for a fetch that takes long, and then a second', async () => {
    const { nudge, fetches, fetched, second } = setUp();
    nudge(['measures']);
    nudge(['measures']);
    await second();
    expect(fetches).toHaveLength(1);

    await fetched('measures');
    expect(fetches).toHaveLength(1);
    await second();

    expect(fetches).toEqual(['measures', 'measures']);
  });

  it('lets a fetch that takes long hold up no other feed', async () => {
    const { nudge, fetches, fetched } = setUp();
    nudge(['measures']);
    nudge(['sleep']);
    await fetched('sleep');

    nudge(['ecgs']);

    expect(fetches).toEqual(['measures', 'sleep', 'ecgs']);
  });

  it('fetches at once again when it is quiet', async () => {
    const { nudge, fetches, fetched, second } = setUp();
    nudge(['measures']);
    await fetched('measures');
    await second();

    nudge(['measures']);

    expect(fetches).toEqual(['measures', 'measures']);
  });

  it('does nothing about nothing', async () => {
    const { nudge, fetches } = setUp();

    nudge([]);
    await turn();

    expect(fetches).toEqual([]);
  });

  it('ends with everything else, and lets nobody hear of it', async () => {
    const { nudge, fetches, fetched, stopped } = setUp();
    nudge(['measures']);
    nudge(['measures']);
    await fetched('measures');

    await stopped();

    expect(fetches).toEqual(['measures']);
  });

  it('goes on after a fetch that broke', async () => {
    let calls = 0;
    const nudge = createNudges({
      fetch: () => (++calls === 1 ? Promise.reject(new Error('odd')) : Promise.resolve()),
      sleep: async () => {},
    });
    nudge(['measures']);
    await turn();

    nudge(['measures']);
    await turn();

    expect(calls).toBe(2);
  });
});

describe('feedsOf', () => {
  it.each<[number, readonly FeedName[]]>([
    [1, ['measures']],
    [2, ['measures']],
    [4, ['measures']],
    [16, ['activity', 'workouts']],
    [44, ['sleep']],
    [50, []],
    [51, []],
    [52, []],
    [54, ['ecgs']],
    [55, []],
    [58, ['measures']],
    [62, ['measures']],
    [4711, []],
  ])('%i is about %j', (appli, feeds) => expect(feedsOf(appli)).toEqual(feeds));
});
