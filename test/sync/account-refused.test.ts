import { describe, expect, it } from 'vitest';
import { AuthenticationError, TransportError, WithingsError } from '../../src/withings/errors.js';
import { mark, NOW, sampleFeed } from '../feeds/samples.js';
import { setUp } from './account-setup.js';

const refuses = () => Promise.reject(new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 }));
const comes = async () => mark('x');

describe('an account that may not read everything', () => {
  it('is well with the rest, and still says what is missing', async () => {
    const { sync, log } = setUp([sampleFeed('measures', comes), sampleFeed('sleep', refuses)]);

    expect(await sync.round(true)).toBe(true);

    expect(sync.well()).toBe(true);
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

    expect([await nothing.sync.round(true), await away.sync.round(true)]).toEqual([false, false]);

    expect([nothing.sync.well(), away.sync.well()]).toEqual([false, false]);
  });

  it('asks again after an hour, when somebody asks, and when the clock was set back', async () => {
    let asked = 0;
    const sleep = sampleFeed('sleep', () => {
      asked += 1;
      return refuses();
    });
    const { sync, time } = setUp([sampleFeed('measures', comes), sleep]);

    const rounds: number[] = [];
    for (const [minutes, everything] of [
      [0, true],
      [30, false],
      [59, false],
      [60, false],
      [61, false],
      [62, true],
      [30, false],
    ] as const) {
      time.now = (NOW + minutes * 60) * 1000;
      await sync.round(everything);
      rounds.push(asked);
    }

    expect(rounds).toEqual([1, 1, 1, 2, 2, 3, 4]);
  });

  it('is as it should be when the refusal ends, or turns into another failure', async () => {
    const answers = [refuses, comes, refuses, () => Promise.reject(new TransportError('connection reset')), comes];
    const { sync, log } = setUp([sampleFeed('measures', comes), sampleFeed('sleep', () => answers.shift()!())]);

    const well: boolean[] = [];
    for (let round = 0; round < 5; round++) {
      await sync.round(true);
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
    const { sync } = setUp([sampleFeed('measures', gone), sampleFeed('sleep', refuses)]);

    await sync.round(true);

    expect(sync.well()).toBe(false);
  });
});
