import { describe, expect, it } from 'vitest';
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
