import { describe, expect, it } from 'vitest';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { AuthenticationError, TransportError, WithingsError } from '../../src/withings/errors.js';
import { mark, sampleFeed } from '../feeds/samples.js';
import { setUp } from './person-sync-setup.js';

const refuses = () => Promise.reject(new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 }));
const comes = async () => mark('x');

describe('an account that may not read everything', () => {
  it('is well with the rest, and still says what is missing', async () => {
    const { sync, round, log } = setUp([sampleFeed('measures', comes), sampleFeed('sleep', refuses)]);

    expect(await round()).toBe(true);

    expect([sync.well(), sync.complete()]).toEqual([true, true]);
    expect([...sync.problems()]).toEqual([['sleep', 'insufficient_scope']]);
    expect(sync.state().feeds.sleep).toEqual({ lastError: 'insufficient_scope', refused: true });
    expect(log.toSorted()).toEqual(['ok', 'sleep failed: insufficient_scope']);
  });

  it('is not well when it may read nothing, or when what it may read does not come', async () => {
    const nothing = setUp([sampleFeed('measures', refuses), sampleFeed('sleep', refuses)]);
    const away = setUp([
      sampleFeed('measures', () => Promise.reject(new TransportError('connection reset'))),
      sampleFeed('sleep', refuses),
    ]);

    await Promise.all([nothing.round(), away.round()]);

    expect([nothing.sync.well(), away.sync.well()]).toEqual([false, false]);
  });

  it('is as it should be when the refusal ends, or turns into another failure', async () => {
    const answers = [refuses, comes, refuses, () => Promise.reject(new TransportError('connection reset')), comes];
    const { sync, round, log } = setUp([sampleFeed('measures', comes), sampleFeed('sleep', () => answers.shift()!())]);

    const well: boolean[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await round();
      well.push(sync.well());
    }

    expect(well).toEqual([true, true, true, false, true]);
    expect(log).toEqual([
      'ok',
      'sleep failed: insufficient_scope',
      'sleep recovered',
      'sleep failed: insufficient_scope',
      'sleep failed: connection reset',
      'sleep recovered',
    ]);
    expect(sync.problems().size).toBe(0);
  });

  it('is not well while the login is gone', async () => {
    const gone = () => Promise.reject(new AuthenticationError('the login is gone', { needsLogin: true }));
    const { sync, round } = setUp([sampleFeed('measures', gone), sampleFeed('sleep', refuses)]);

    await round();

    expect(sync.well()).toBe(false);
  });
});

describe('an account whose client gets no tokens', () => {
  const site = { endpoint: '/v2/oauth2', action: 'requesttoken' };
  const noTokens = () =>
    Promise.reject(new WithingsError('not in your plan', { ...site, family: 'unauthorized', status: 277 }));

  it('says it once, marks no feed, and waits for the next round', async () => {
    const nights: FetchedFeed = { ...sampleFeed('nights', noTokens), optional: true };
    const feeds = [sampleFeed('measures', noTokens), sampleFeed('goals', noTokens), nights];
    const { sync, log } = setUp(feeds);

    const outcomes = await Promise.all(feeds.map(({ name }) => sync.fetch(name, true)));

    expect(outcomes).toEqual(Array(3).fill({ kind: 'failed', passing: false }));
    expect(log).toEqual(['measures failed: not in your plan']);
    expect(Object.values(sync.state().feeds)).toEqual(Array(3).fill({ lastError: 'not in your plan' }));
    expect([sync.well(), sync.authorization(), sync.problems().size]).toEqual([false, 'ok', 3]);
  });

  it('comes in again with all that it had', async () => {
    const answers = [noTokens, comes];
    const nights: FetchedFeed = { ...sampleFeed('nights', () => answers.shift()!()), optional: true };
    const { sync, round, log } = setUp([nights]);

    await round();
    await round();

    expect([sync.well(), sync.problems().size]).toEqual([true, 0]);
    expect(log).toEqual(['nights failed: not in your plan', 'ok', 'nights recovered']);
  });
});
