import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { RateLimitError } from '../../src/withings/errors.js';
import { mark, NOW, sampleFeed } from '../feeds/samples.js';
import { setUp } from './person-sync-setup.js';

const tooMany = (retryAfter: number) => Promise.reject(new RateLimitError('too many', { retryAfter }));
const comes = async () => mark('x');

describe('a feed that Withings wants less of', () => {
  it('is no trouble while it is over soon', async () => {
    const answers = [() => tooMany(12), comes];
    const { sync, log } = setUp([sampleFeed('measures', () => answers.shift()!())]);

    expect(await sync.fetch('measures', true)).toEqual({ kind: 'wait', seconds: 12 });
    expect([sync.well(), sync.complete()]).toEqual([true, false]);
    expect(await sync.fetch('measures', true)).toEqual({ kind: 'ok' });

    expect(log).toEqual(['measures waits 12', 'ok']);
  });

  it('is one when it has to wait for long, until it comes', async () => {
    const answers = [() => tooMany(188), comes];
    const { sync, log } = setUp([sampleFeed('measures', () => answers.shift()!())]);

    await sync.fetch('measures', true);
    expect(sync.well()).toBe(false);
    expect([...sync.problems()]).toEqual([['measures', 'too many']]);
    expect(sync.state().feeds.measures).toEqual({ lastError: 'too many' });
    await sync.fetch('measures', true);

    expect(sync.well()).toBe(true);
    expect(log).toEqual(['measures waits 188', 'ok', 'measures recovered']);
  });

  it('is one at the third time in a row, however short', async () => {
    const answers = [() => tooMany(12), () => tooMany(12), () => tooMany(12), comes, () => tooMany(12)];
    const { sync, log } = setUp([sampleFeed('measures', () => answers.shift()!())]);

    for (let turn = 0; turn < 5; turn++) await sync.fetch('measures', true);

    expect(log).toEqual([
      ...['measures waits 12', 'measures waits 12', 'measures waits 12', 'measures failed: too many'],
      ...['ok', 'measures recovered', 'measures waits 12'],
    ]);
    expect(sync.well()).toBe(true);
  });

  it('counts as tried while an earlier run was told to wait for it', async () => {
    const feeds = { ecgs: { notBefore: NOW + 600 } };
    const { sync, time } = setUp([sampleFeed('measures', comes), sampleFeed('ecgs', comes)], {
      start: { ...EMPTY_PERSON, feeds },
    });

    expect(sync.tried()).toBe(false);
    await sync.fetch('measures', true);
    expect([sync.tried(), sync.complete()]).toEqual([true, false]);
    time.now += 601_000;
    expect(sync.tried()).toBe(false);
  });

  it('counts as tried by no wait of a clock that was set back since', async () => {
    const feeds = { ecgs: { notBefore: NOW + 10 * 365 * 86_400, wait: 60 } };
    const { sync } = setUp([sampleFeed('measures', comes), sampleFeed('ecgs', comes)], {
      start: { ...EMPTY_PERSON, feeds },
    });

    await sync.fetch('measures', true);
    expect(sync.tried()).toBe(false);
  });

  it('does not complain of what fails because everything stops', async () => {
    let stopped = false;
    const feed = sampleFeed('measures', () => {
      stopped = true;
      return Promise.reject(new Error('aborted'));
    });
    const { sync, log } = setUp([feed], { stopped: () => stopped });

    await sync.fetch('measures', true);

    expect(log).toEqual([]);
    expect(sync.state().feeds).toEqual({});
  });
});

describe('the plan of a feed', () => {
  it('is noted, and what Withings said goes when it is over', () => {
    const { sync, states } = setUp([sampleFeed('measures', comes)]);

    sync.planned('measures', { next: 5_000, notBefore: 4_001, wait: 3_001, failures: 1, succeeded: false });
    expect(sync.state().feeds.measures).toEqual({ next: 5, notBefore: 5, wait: 4 });
    sync.planned('measures', { next: 9_000, failures: 0, succeeded: true });
    sync.planned('measures', { next: 8_999, failures: 0, succeeded: true });

    expect(sync.state().feeds.measures).toEqual({ next: 9 });
    expect(states).toHaveLength(2);
  });
});

describe('a clock that was set back', () => {
  it('leaves no success in the future', async () => {
    const feeds = { goals: { lastSuccess: NOW + 86_400 }, sleep: { lastSuccess: NOW - 60 } };
    const { sync } = setUp([sampleFeed('measures', comes)], { start: { readings: {}, devices: {}, feeds } });

    await sync.fetch('measures', true);

    expect(sync.state().feeds).toEqual({
      measures: { lastSuccess: NOW },
      goals: { lastSuccess: NOW },
      sleep: { lastSuccess: NOW - 60 },
    });
  });
});

describe('what is known while a fetch goes on', () => {
  it('goes out before the fetch goes on', async () => {
    let wake = () => {};
    const feed = sampleFeed('measures', async ({ progress }) => {
      await progress?.((state) => ({ state: mark('news')(state) }));
      return mark('all');
    });
    const sleep = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      });
    const { sync } = setUp([feed], { sleep });

    const fetched = sync.fetch('measures', true);
    await Promise.resolve();
    expect(sync.state().zone).toBe('news');
    wake();

    expect(await fetched).toEqual({ kind: 'ok' });
    expect(sync.state().zone).toBe('news all');
  });
});
