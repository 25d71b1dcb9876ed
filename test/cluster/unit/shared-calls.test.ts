import { describe, expect, it } from 'vitest';
import { createSharedCalls } from '../../../src/cluster/shared-calls.js';
import { RateLimitError } from '../../../src/withings/errors.js';

/** A budget of places that a test hands out, and a clock that only sleeping moves. */
function createWorld(places: (most: number) => number | undefined) {
  let now = 0;
  let late = 0;
  const asked: number[] = [];
  const rests: number[] = [];
  const turns = new AbortController();
  let onSleep = () => {};
  const calls = createSharedCalls({
    budget: {
      async take(_clientId, _callsPerMinute, most) {
        asked.push(most);
        return places(most);
      },
      async rest(_clientId, milliseconds) {
        rests.push(milliseconds);
      },
      left: async () => 0,
    },
    ...{ clientId: 'c', callsPerMinute: 120, random: () => 0.5 },
    async sleep(milliseconds, signal) {
      onSleep();
      signal?.throwIfAborted();
      now += milliseconds + late;
      late = 0;
    },
    signal: turns.signal,
    stopwatch: () => now,
    onTrouble(error) {
      throw error;
    },
  });
  const stopFor = (milliseconds: number) => {
    late = milliseconds;
  };
  return {
    ...{ calls, asked, rests, now: () => now, stopFor },
    pass(milliseconds: number) {
      now += milliseconds;
    },
    /** In the middle of the next wait. */
    endTurns() {
      onSleep = () => turns.abort(new Error('stopped'));
    },
  };
}

describe('calls that all bridges share', () => {
  it('wait for their place', async () => {
    const { calls, now } = createWorld(() => 1500);
    await calls.limiter('poll')();
    expect(now()).toBe(1500);
  });

  it('take another place when the process was stopped meanwhile', async () => {
    const { calls, asked, stopFor } = createWorld(() => 100);
    stopFor(5000);
    await calls.limiter('person')();
    expect(asked).toHaveLength(2);
  });

  it('take a place far away only where somebody waits', async () => {
    const { calls, asked } = createWorld(() => 0);
    for (const priority of ['person', 'poll', 'past'] as const) await calls.limiter(priority)();
    expect(asked).toEqual([...asked].sort((a, b) => b - a));
    expect(new Set(asked).size).toBe(3);
  });

  it('ask again until there is a near one, and let the past rest', async () => {
    let left = 3;
    const poll = createWorld(() => (left-- > 0 ? undefined : 0));
    await poll.calls.limiter('poll')();
    expect(poll.asked).toHaveLength(4);
    const past = createWorld(() => undefined);
    await expect(past.calls.limiter('past')()).rejects.toThrow(RateLimitError);
    // A worker of the bridge is busy all the while.
    expect(past.now()).toBeLessThan(2000);
  });

  it('end what they have begun of the past', async () => {
    let places: readonly (number | undefined)[] = [0, undefined, undefined, undefined, undefined, undefined, 0];
    const { calls } = createWorld(() => {
      const [place, ...rest] = places;
      places = rest;
      return place;
    });
    const year = async () => {
      for (let page = 0; page < 2; page++) await calls.limiter('past')();
    };
    await calls.around?.('past', year);
    expect(places).toEqual([]);
    await expect(calls.around?.('past', year)).rejects.toThrow(RateLimitError);
  });

  it('end with the signal', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(createWorld(() => 0).calls.limiter('poll')(stop.signal)).rejects.toThrow('stopped');
  });

  it('have a place before the work begins whose first call it is', async () => {
    const { calls, asked } = createWorld(() => 0);
    await calls.reserved(async () => {
      await calls.limiter('poll')();
      expect(asked).toHaveLength(1);
      await calls.limiter('poll')();
      expect(asked).toHaveLength(2);
    });
  });

  it('of a refresh are not made at a place that was long ago, and then only at one that is near', async () => {
    const { calls, asked, pass } = createWorld(() => 0);
    await calls.limiter('poll')();
    const near = asked[0];

    await calls.reserved(async () => {
      // For a connection, of which there are few.
      pass(1000);
      await calls.limiter('person')();
    });

    expect(asked.slice(2)).toEqual([near]);
  });

  it('of a refresh wait for no place any more when the bridge ends', async () => {
    const { calls, endTurns } = createWorld(() => 60_000);
    endTurns();
    let isBegun = false;
    const refreshed = calls.reserved(async () => {
      isBegun = true;
    });
    await expect(refreshed).rejects.toThrow('stopped');
    expect(isBegun).toBe(false);
  });

  it('rest for all when Withings wants fewer, but not for a question that was asked twice', () => {
    const { calls, rests } = createWorld(() => 0);
    calls.onTooMany?.(12);
    calls.onTooMany?.(61);
    expect(rests).toEqual([61_000]);
  });

  it('rest for no longer than a cap by the minute takes, however long one of them is to', () => {
    const { calls, rests } = createWorld(() => 0);
    calls.onTooMany?.(86_400);
    expect(rests).toEqual([61_000]);
  });
});
