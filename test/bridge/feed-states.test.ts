import { describe, expect, it } from 'vitest';
import { isOnlyTimes, oldestSuccess, withFailure, withSuccess } from '../../src/bridge/feed-states.js';
import type { PersonState } from '../../src/store/person-state.js';
import { WithingsError } from '../../src/withings/errors.js';
import { EMPTY, mark, NOW, sampleFeed } from '../feeds/samples.js';
import { setUp } from './person-sync-setup.js';

const of = (feeds: PersonState['feeds']) => oldestSuccess({ ...EMPTY, feeds }, ['measures', 'sleep', 'goals']);

describe('oldestSuccess', () => {
  it.each<[string, PersonState['feeds'], number | undefined]>([
    [
      'the feed that is furthest behind',
      { measures: { lastSuccess: 9 }, sleep: { lastSuccess: 4 }, goals: { lastSuccess: 7 } },
      4,
    ],
    [
      'one that fails',
      { measures: { lastSuccess: 9 }, sleep: { lastSuccess: 4, lastError: 'x' }, goals: { lastSuccess: 7 } },
      4,
    ],
    ['nothing before all have come once', { measures: { lastSuccess: 9 }, goals: { lastSuccess: 7 } }, undefined],
    [
      'nothing while one has failed from the start',
      { measures: { lastSuccess: 9 }, sleep: { lastError: 'x' }, goals: { lastSuccess: 7 } },
      undefined,
    ],
    [
      'those that the login may read',
      { measures: { lastSuccess: 9 }, sleep: { lastError: 'x', refused: true }, goals: { lastSuccess: 7 } },
      7,
    ],
    [
      'those that it may read now',
      { measures: { lastSuccess: 9 }, sleep: { lastSuccess: 1, refused: true }, goals: { lastSuccess: 7 } },
      7,
    ],
    [
      'nothing where it may read nothing',
      { measures: { refused: true }, sleep: { refused: true }, goals: { refused: true } },
      undefined,
    ],
    [
      'none of a feed that is not there any more',
      { old: { lastSuccess: 1 }, measures: { lastSuccess: 9 }, sleep: { lastSuccess: 8 }, goals: { lastSuccess: 7 } },
      7,
    ],
  ])('is of %s', (_, feeds, time) => expect(of(feeds)).toBe(time));
});

describe('a feed that is refused', () => {
  it('is so until it comes in, also while Withings cannot be reached', () => {
    const refused = withFailure(EMPTY, 'sleep', 'insufficient_scope', true);
    const away = withFailure(refused, 'sleep', 'HTTP 502', false);

    expect(away.feeds.sleep).toEqual({ lastError: 'HTTP 502', refused: true });
    expect(withSuccess(away, 'sleep', 9).feeds.sleep).toEqual({ lastSuccess: 9 });
  });
});

describe('what is no hurry to write down', () => {
  const before = { ...EMPTY, zone: 'utc', feeds: { sleep: { cursor: 1, lastSuccess: 5, next: 6 } } };

  it.each([
    ['the same', before, true],
    ['a time of a feed', { ...before, feeds: { sleep: { cursor: 1, lastSuccess: 7, next: 8, notBefore: 8 } } }, true],
    ['the first time of a feed', { ...before, feeds: { ...before.feeds, goals: { lastSuccess: 7 } } }, true],
    ['a cursor', { ...before, feeds: { sleep: { cursor: 2, lastSuccess: 5, next: 6 } } }, false],
    ['an error', { ...before, feeds: { sleep: { cursor: 1, lastSuccess: 5, next: 6, lastError: 'x' } } }, false],
    ['a zone', { ...before, zone: 'Europe/Berlin' }, false],
    ['something that was not there', { ...before, loginProblem: 'x' }, false],
  ])('%s', (_, after, isOnly) => {
    expect(isOnlyTimes(after, before)).toBe(isOnly);
    expect(isOnlyTimes(before, after)).toBe(isOnly);
  });
});

describe('when an account was last in step', () => {
  it('is known when all that it may read has come', async () => {
    const refuses = () => Promise.reject(new WithingsError('no', { family: 'unauthorized', status: 277 }));
    const answers = [() => Promise.reject(new Error('HTTP 502')), async () => mark('x')];
    const { sync, time, round } = setUp([
      sampleFeed('measures', async () => mark('x')),
      sampleFeed('goals', () => answers.shift()!(), 3_600_000),
      sampleFeed('sleep', refuses),
    ]);

    await round();
    expect(sync.lastSync()).toBeUndefined();
    time.now += 600_000;
    await round();
    expect(sync.lastSync()).toBe(NOW + 600);
    time.now += 600_000;
    await sync.fetch('measures', false);

    expect(sync.lastSync()).toBe(NOW + 600);
  });
});
