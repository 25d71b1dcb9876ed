import { describe, expect, it } from 'vitest';
import type { FeedContext } from '../../src/feeds/feed.js';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
} from '../../src/withings/errors.js';
import { mark, sampleFeed } from '../feeds/samples.js';
import { setUp } from './account-setup.js';

const away = () => Promise.reject(new TransportError('getaddrinfo EAI_AGAIN'));
const comes = async () => mark('x');

describe('a feed that has not come in since the start', () => {
  it('is missing while Withings cannot be reached, and fetched alone', async () => {
    const answers = [away, comes];
    let others = 0;
    const { sync, log } = setUp([
      sampleFeed('measures', () => answers.shift()!()),
      sampleFeed('sleep', async () => {
        others += 1;
        return mark('x');
      }),
    ]);
    expect(sync.missesFeeds()).toBe(false);

    await sync.round(true);
    expect(sync.missesFeeds()).toBe(true);
    expect(await sync.fetchMissing()).toBe(true);

    expect([sync.missesFeeds(), others]).toEqual([false, 1]);
    expect(log).toEqual(['measures failed: getaddrinfo EAI_AGAIN', 'ok', 'measures recovered']);
    expect(await sync.fetchMissing()).toBe(true);
    expect(others).toBe(1);
  });

  it('says its failure once, however often it is tried', async () => {
    const { sync, log } = setUp([sampleFeed('measures', away)]);

    await sync.round(true);
    for (let retry = 0; retry < 5; retry++) expect(await sync.fetchMissing()).toBe(false);

    expect(log).toEqual(['measures failed: getaddrinfo EAI_AGAIN']);
  });

  it('is not missed once it came, whatever happens later', async () => {
    const answers = [comes, away];
    const { sync } = setUp([sampleFeed('measures', () => answers.shift()!())]);

    await sync.round(true);
    await sync.round(true);

    expect(sync.missesFeeds()).toBe(false);
  });

  it('is of another run what came before the start', async () => {
    const start = { readings: {}, devices: {}, feeds: { measures: { lastSuccess: 5 } } };
    const { sync } = setUp([sampleFeed('measures', away)], { start });

    await sync.round(true);

    expect(sync.missesFeeds()).toBe(true);
  });

  it.each([
    new AuthenticationError('the login is gone', { needsLogin: true }),
    new AuthenticationError('refused three times'),
    new InvalidParametersError('no such thing'),
    new RateLimitError('too many', { retryAfter: 60 }),
    new Error('cannot store the new tokens: ENOSPC'),
  ])('waits for its interval where a quick try is of no use: %s', async (error) => {
    const { sync } = setUp([sampleFeed('measures', () => Promise.reject(error))]);

    await sync.round(true);

    expect(sync.missesFeeds()).toBe(false);
  });

  it('looks with its first answer for what was deleted meanwhile', async () => {
    const contexts: FeedContext[] = [];
    const { sync } = setUp([
      sampleFeed('measures', (context) => {
        contexts.push(context);
        return contexts.length === 1 ? away() : comes();
      }),
    ]);

    for (let round = 0; round < 3; round++) await sync.round(round === 0);

    expect(contexts.map(({ thorough }) => thorough)).toEqual([true, true, false]);
  });
});
