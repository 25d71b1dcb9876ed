import { describe, expect, it } from 'vitest';
import type { FeedContext, FeedName } from '../../src/feeds/feed.js';
import { TransportError } from '../../src/withings/errors.js';
import { createWorld } from '../feeds/cloud.js';
import { mark, NOW, sampleFeed } from '../feeds/samples.js';

const DAY_MILLISECONDS = 86_400_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Feeds whose fetches end when a test says so. */
function slowFeed(name: FeedName) {
  const contexts: FeedContext[] = [];
  const ends: ((outcome: string | Error) => void)[] = [];
  const feed = sampleFeed(
    name,
    (context) =>
      new Promise((resolve, reject) => {
        contexts.push(context);
        ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(mark(outcome))));
      }),
    DAY_MILLISECONDS,
  );
  return {
    feed,
    contexts,
    end(outcome: string | Error) {
      ends.shift()?.(outcome);
      return turn();
    },
  };
}

describe('fetch', () => {
  it('fetches the named feeds now, thoroughly, due or not, and no other', async () => {
    const { feed, contexts, end } = slowFeed('sleep');
    const other = slowFeed('measures');
    const { sync } = createWorld([feed, other.feed], {}, { feeds: { sleep: { lastSuccess: NOW } } });

    const done = sync.fetch(['sleep', 'ecgs']);
    await turn();
    await end('slept');

    expect(await done).toBe(true);
    expect(contexts.map(({ thorough, now }) => [thorough, now])).toEqual([[true, NOW]]);
    expect(other.contexts).toEqual([]);
    expect(sync.state().zone).toBe('Europe/Berlin slept');
  });

  it('has nothing to do for no feed', async () => {
    expect(await createWorld([slowFeed('sleep').feed]).sync.fetch([])).toBe(true);
  });

  it('says when it failed, and rejects never', async () => {
    const { feed, end } = slowFeed('sleep');
    const { sync, errors } = createWorld([feed]);

    const done = sync.fetch(['sleep']);
    await turn();
    await end(new TransportError('the line is dead'));

    expect(await done).toBe(false);
    expect(errors).toHaveLength(1);
    expect(sync.state().feeds.sleep?.lastError).toBe('the line is dead');
  });

  it('fetches a feed once at a time, in the order of asking, each with the state of the one before', async () => {
    const { feed, contexts, end } = slowFeed('sleep');
    const { sync } = createWorld([feed]);

    const all = [sync.round(true), sync.fetch(['sleep']), sync.fetch(['sleep'])];
    await turn();
    expect(contexts).toHaveLength(1);
    await end('a');
    expect(contexts).toHaveLength(2);
    await end(new TransportError('the line is dead'));
    await end('c');

    expect(await Promise.all(all)).toEqual([true, false, true]);
    expect(contexts.map(({ state }) => state.zone)).toEqual(['Europe/Berlin', 'Europe/Berlin a', 'Europe/Berlin a']);
    expect(sync.state().zone).toBe('Europe/Berlin a c');
  });

  it('lets one feed’s turn hold up no other feed', async () => {
    const sleep = slowFeed('sleep');
    const ecgs = slowFeed('ecgs');
    const { sync } = createWorld([sleep.feed, ecgs.feed]);
    const round = sync.round(true);

    const done = sync.fetch(['ecgs']);
    await turn();
    await ecgs.end('first');
    await ecgs.end('second');

    expect(await done).toBe(true);
    await sleep.end('slept');
    expect(await round).toBe(true);
  });
});

describe('change', () => {
  it('changes the state at once, and what an update under way then sees', async () => {
    const { feed, end } = slowFeed('sleep');
    const { sync } = createWorld([feed]);
    const done = sync.fetch(['sleep']);
    await turn();

    sync.change(mark('changed'));
    expect(sync.state().zone).toBe('Europe/Berlin changed');
    await end('slept');
    await done;

    expect(sync.state().zone).toBe('Europe/Berlin changed slept');
  });

  it('is nothing when nothing changes', () => {
    const { sync } = createWorld([]);
    const before = sync.state();

    sync.change((state) => state);

    expect(sync.state()).toBe(before);
  });

  it('takes what is known while a fetch goes on', async () => {
    const feed = sampleFeed('measures', async ({ progress }) => {
      await progress?.(mark('half'));
      throw new TransportError('the line is dead');
    });
    const { sync } = createWorld([feed]);

    expect(await sync.round(true)).toBe(false);

    expect(sync.state().zone).toBe('Europe/Berlin half');
  });
});
