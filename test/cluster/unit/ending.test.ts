import { describe, expect, it } from 'vitest';
import { createEnding } from '../../../src/cluster/ending.js';
import { createVirtualTime } from '../../virtual-time.js';

function createWorld() {
  const time = createVirtualTime(0);
  const stop = new AbortController();
  const ending = createEnding(stop.signal, { sleep: (milliseconds, wake) => time.sleep(milliseconds, wake) });
  const ended = () => [ending.stop.aborted, ending.turns.aborted, ending.end.aborted];
  return { time, stop, ending, ended };
}

describe('the end of a bridge', () => {
  it('begins no turn any more, gives those under way some seconds, and leaves time for last words', async () => {
    const { time, stop, ended, ending } = createWorld();
    expect(ended()).toEqual([false, false, false]);
    stop.abort();
    expect(ended()).toEqual([true, false, false]);
    await time.pass(4000);
    expect(ended()).toEqual([true, true, false]);
    ending.endAll();
    expect(ended()).toEqual([true, true, true]);
    expect(ending.isBuried()).toBe(false);
  });

  it('is at once when others have taken it for dead', () => {
    const { ended, ending } = createWorld();
    ending.bury();
    expect(ended()).toEqual([true, true, true]);
    expect(ending.isBuried()).toBe(true);
  });

  it('begins where the stop came before the start', () => {
    const stop = new AbortController();
    stop.abort();
    const ending = createEnding(stop.signal, { sleep: () => new Promise(() => {}) });
    expect(ending.stop.aborted).toBe(true);
  });
});
