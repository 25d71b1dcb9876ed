import { describe, expect, it } from 'vitest';
import { createPulse } from '../../src/bridge/pulse.js';

const HOUR = 3_600_000;

function pulse() {
  let now = 5000;
  return {
    ...createPulse(() => now),
    forward(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe('the pulse of the rounds', () => {
  it('beats during a first round that takes hours', () => {
    const { beats, forward } = pulse();

    forward(3.9 * HOUR);

    expect(beats()).toBe(true);
  });

  it('beats through the longest interval, and while a round takes long', () => {
    const { beats, expect: next, forward } = pulse();
    next(168 * HOUR);

    forward(171 * HOUR);

    expect(beats()).toBe(true);
  });

  it('is gone when a round is overdue by far, and there again with the next one', () => {
    const { beats, expect: next, forward } = pulse();
    next(HOUR / 6);
    forward(4.5 * HOUR);
    const overdue = beats();

    next(HOUR / 6);

    expect([overdue, beats()]).toEqual([false, true]);
  });
});
