import { describe, expect, it } from 'vitest';
import { createFeedTroubles } from '../../src/bridge/feed-troubles.js';
import { TransportError, WithingsError } from '../../src/withings/errors.js';

const refusal = new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 });

function speaks(...errors: (Error | 'well')[]): boolean[] {
  const troubles = createFeedTroubles();
  return errors.map((error) => (error === 'well' ? troubles.end('measures') : troubles.begin('measures', error)));
}

describe('a feed that fails for ever', () => {
  const [a, b] = [new TransportError('HTTP 502'), new TransportError('HTTP 503')];

  it('is spoken of once for each reason, also when they take turns', () => {
    expect(speaks(a, a, b, a, b, a)).toEqual([true, false, true, false, false, false]);
  });

  it('is spoken of anew after it has come in', () => {
    expect(speaks(a, 'well', a)).toEqual([true, true, true]);
  });

  it('is spoken of anew when it becomes a matter for a person, and when it no longer is', () => {
    expect(speaks(a, refusal, refusal, a, a)).toEqual([true, true, false, true, false]);
  });

  it('does not fill the log with an error that reads differently each time', () => {
    const errors = Array.from({ length: 100 }, (_, index) => new TransportError(`request ${index} got lost`));

    expect(speaks(...errors).filter(Boolean)).toHaveLength(5);
  });

  it('still says what the newest reason is', () => {
    const troubles = createFeedTroubles();
    for (const error of [a, b, a]) troubles.begin('measures', error);

    expect([...troubles.problems()]).toEqual([['measures', 'HTTP 502']]);
  });
});

describe('a client that Withings gives no tokens', () => {
  const site = { endpoint: '/v2/oauth2', action: 'requesttoken' };
  const noClient = new WithingsError('not in your plan', { ...site, family: 'unauthorized', status: 277 });

  it('is spoken of once for all feeds, whose end is told once', () => {
    const troubles = createFeedTroubles();
    const round = () => ['measures', 'goals', 'sleep'].map((feed) => troubles.begin(feed, noClient));

    expect([round(), round()]).toEqual([
      [true, false, false],
      [false, false, false],
    ]);
    expect(troubles.problems().size).toBe(3);
    expect(['sleep', 'measures', 'goals'].map(troubles.end)).toEqual([false, true, false]);
    expect(round()).toEqual([true, false, false]);
  });

  it('refuses no feed', () => {
    const troubles = createFeedTroubles();
    troubles.begin('measures', noClient);

    expect(troubles.refuses('measures')).toBe(false);
  });

  it('is spoken of beside what was wrong with a feed, whose end is told, too', () => {
    const troubles = createFeedTroubles();
    troubles.begin('goals', new TransportError('HTTP 502'));

    expect([troubles.begin('measures', noClient), troubles.begin('goals', noClient)]).toEqual([true, false]);
    expect([troubles.end('goals'), troubles.end('measures')]).toEqual([true, true]);
  });

  it('is not spoken of anew by an account that goes on', () => {
    const feed = { lastError: 'not in your plan' };
    const troubles = createFeedTroubles({ measures: feed, goals: feed });

    expect([troubles.begin('measures', noClient), troubles.begin('sleep', noClient)]).toEqual([false, false]);
  });
});

describe('a feed that Withings wants less of', () => {
  it('is spoken of once until it comes in', () => {
    const troubles = createFeedTroubles();

    expect([troubles.slow('ecgs'), troubles.slow('ecgs'), troubles.slow('sleep')]).toEqual([true, false, true]);
    troubles.end('ecgs');
    expect(troubles.slow('ecgs')).toBe(true);
  });
});

describe('a feed that nobody need have', () => {
  it('is refused without being a problem, and is spoken of once until it comes in', () => {
    const troubles = createFeedTroubles();
    troubles.begin('nights', new TransportError('HTTP 502'));

    expect([troubles.lack('nights'), troubles.lack('nights'), troubles.refuses('nights')]).toEqual([true, false, true]);
    expect(troubles.problems().size).toBe(0);
    troubles.end('nights');
    expect([troubles.refuses('nights'), troubles.lack('nights')]).toEqual([false, true]);
  });
});
