import { describe, expect, it } from 'vitest';
import type { FeedContext } from '../../src/feeds/feed.js';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
} from '../../src/withings/errors.js';
import { mark, sampleFeed } from '../feeds/samples.js';
import { setUp } from './person-sync-setup.js';

const away = () => Promise.reject(new TransportError('getaddrinfo EAI_AGAIN'));
const comes = async () => mark('x');

describe('a feed that has not come in since the start', () => {
  it('may do so soon while Withings cannot be reached, and makes the picture incomplete', async () => {
    const answers = [away, comes];
    const { sync, log } = setUp([sampleFeed('measures', () => answers.shift()!()), sampleFeed('sleep', comes)]);

    expect(sync.tried()).toBe(false);
    expect(await sync.fetch('measures', true)).toEqual({ kind: 'failed', passing: true });
    expect([sync.tried(), sync.complete()]).toEqual([false, false]);
    await sync.fetch('sleep', true);
    expect([sync.tried(), sync.complete()]).toEqual([true, false]);
    expect(await sync.fetch('measures', true)).toEqual({ kind: 'ok' });

    expect(sync.complete()).toBe(true);
    expect(log).toEqual(['measures failed: getaddrinfo EAI_AGAIN', 'ok', 'measures recovered']);
  });

  it('says its failure once, however often it is tried', async () => {
    const { sync, log } = setUp([sampleFeed('measures', away)]);

    for (let retry = 0; retry < 5; retry++) await sync.fetch('measures', true);

    expect(log).toEqual(['measures failed: getaddrinfo EAI_AGAIN']);
  });

  it('is of another run what came before the start', () => {
    const start = { readings: {}, devices: {}, feeds: { measures: { lastSuccess: 5 } } };
    const { sync } = setUp([sampleFeed('measures', away)], { start });

    expect([sync.tried(), sync.complete()]).toEqual([false, false]);
  });

  it.each([
    new AuthenticationError('the login is gone', { needsLogin: true }),
    new AuthenticationError('refused three times'),
    new InvalidParametersError('no such thing'),
    new Error('cannot store the new tokens: ENOSPC'),
  ])('waits for its interval where a quick try is of no use: %s', async (error) => {
    const { sync } = setUp([sampleFeed('measures', () => Promise.reject(error))]);

    expect(await sync.fetch('measures', true)).toEqual({ kind: 'failed', passing: false });
  });

  it('waits for as long as Withings says', async () => {
    const tooMany = new RateLimitError('too many', { retryAfter: 60 });
    const { sync } = setUp([sampleFeed('measures', () => Promise.reject(tooMany))]);

    expect(await sync.fetch('measures', true)).toEqual({ kind: 'wait', seconds: 60 });
    expect(sync.complete()).toBe(false);
  });

  it('looks with its first answer for what was deleted meanwhile', async () => {
    const contexts: FeedContext[] = [];
    const { sync } = setUp([
      sampleFeed('measures', (context) => {
        contexts.push(context);
        return contexts.length === 1 ? away() : comes();
      }),
    ]);

    for (let turn = 0; turn < 3; turn++) await sync.fetch('measures', false);

    expect(contexts.map(({ thorough }) => thorough)).toEqual([true, true, false]);
  });
});
