import { describe, expect, it } from 'vitest';
import { createLiveness } from '../../src/bridge/liveness.js';

const HOUR = 3_600_000;

function liveness() {
  let now = 5000;
  return {
    ...createLiveness(() => now),
    forward(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe('the liveness of the bridge', () => {
  it('lasts during a first round that takes hours', () => {
    const { alive, forward } = liveness();

    forward(3.9 * HOUR);

    expect(alive()).toBe(true);
  });

  it('lasts through the longest interval, and while a round takes long', () => {
    const { alive, expect: next, forward } = liveness();
    next(168 * HOUR);

    forward(171 * HOUR);

    expect(alive()).toBe(true);
  });

  it('is gone when a round is overdue by far, and there again with the next one', () => {
    const { alive, expect: next, forward } = liveness();
    next(HOUR / 6);
    forward(4.5 * HOUR);
    const overdue = alive();

    next(HOUR / 6);

    expect([overdue, alive()]).toEqual([false, true]);
  });
});
