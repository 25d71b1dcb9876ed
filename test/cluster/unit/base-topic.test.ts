import { describe, expect, it } from 'vitest';
import { untilBaseIsFree } from '../../../src/cluster/base-topic.js';
import { logLines } from '../../log-lines.js';

/** @param taken answers, one after the other */
function world(taken: boolean[], silent: readonly number[] = [], last?: string) {
  const { log, lines } = logLines(['error', 'warn', 'info', 'debug']);
  const stop = new AbortController();
  const slept: number[] = [];
  const free = untilBaseIsFree({
    ...{ base: 'withings', log, signal: stop.signal },
    bridges: {
      living: async () =>
        silent.map((silentMilliseconds) => ({
          ...{ id: 'a', host: 'h', pid: 1, version: '1', leads: false, silentMilliseconds },
        })),
    },
    lastBase: async () => last,
    isTaken: async () => taken.shift() ?? expect.unreachable(),
    async sleep(milliseconds) {
      slept.push(milliseconds);
      if (slept.length === 3) stop.abort();
    },
  });
  return { free, lines, slept };
}

describe('the base topic of several bridges', () => {
  it('is theirs where nobody else is', async () => {
    const { free, lines, slept } = world([false]);
    await free;
    expect([lines, slept]).toEqual([[], []]);
  });

  it('is waited for while somebody else has it, which is said once', async () => {
    const { free, lines, slept } = world([true, true, false]);
    await free;
    expect(slept).toHaveLength(2);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['error', 'debug']);
    expect(lines[0]).toMatch(/another bridge is at work on the base topic withings: .*publishes nothing/);
  });

  it('is waited for no longer than until the end', async () => {
    const { free, slept } = world([true, true, true, true]);
    await free;
    expect(slept).toHaveLength(3);
  });

  it('was looked at by another one that lives, and by none that is dead', async () => {
    await world([], [500]).free;
    await world([], [500], 'withings').free;
    const elsewhere = world([true, false], [500], 'health');
    await elsewhere.free;
    expect(elsewhere.slept).toHaveLength(1);
    const { free, slept } = world([true, false], [13_000]);
    await free;
    expect(slept).toHaveLength(1);
  });
});
