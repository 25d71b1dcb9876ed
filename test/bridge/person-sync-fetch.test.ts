import { describe, expect, it } from 'vitest';
import type { FeedContext } from '../../src/feeds/feed.js';
import { TransportError } from '../../src/withings/errors.js';
import { createWorld } from '../feeds/cloud.js';
import { mark, NOW, sampleFeed } from '../feeds/samples.js';

const DAY_MILLISECONDS = 86_400_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Feeds whose fetches end when a test says so. */
function slowFeed(name: string) {
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
  it('fetches the feed, as thoroughly as it is told or more, and no other', async () => {
    const { feed, contexts, end } = slowFeed('sleep');
    const other = slowFeed('measures');
    const { sync } = createWorld([feed, other.feed], {}, { feeds: { sleep: { lastSuccess: NOW } } });

    const done = sync.fetch('sleep', true);
    await turn();
    await end('slept');

    expect(await done).toEqual({ kind: 'ok' });
    expect(contexts.map(({ thorough, now }) => [thorough, now])).toEqual([[true, NOW]]);
    expect(other.contexts).toEqual([]);
    expect(sync.state().zone).toBe('Europe/Berlin slept');
  });

  it('says when it failed, and rejects never', async () => {
    const { feed, end } = slowFeed('sleep');
    const { sync, errors } = createWorld([feed]);

    const done = sync.fetch('sleep', true);
    await turn();
    await end(new TransportError('the line is dead'));

    expect(await done).toEqual({ kind: 'failed', passing: true });
    expect(errors).toHaveLength(1);
    expect(sync.state().feeds.sleep?.lastError).toBe('the line is dead');
  });
});

describe('change', () => {
  it('changes the state at once, and what an update under way then sees', async () => {
    const { feed, end } = slowFeed('sleep');
    const { sync } = createWorld([feed]);
    const done = sync.fetch('sleep', true);
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
      await progress?.((state) => ({ state: mark('half')(state) }));
      throw new TransportError('the line is dead');
    });
    const { sync } = createWorld([feed]);

    expect(await sync.fetch('measures', true)).toEqual({ kind: 'failed', passing: true });

    expect(sync.state().zone).toBe('Europe/Berlin half');
  });
});
