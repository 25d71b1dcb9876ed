import { describe, expect, it } from 'vitest';
import { createSteadiness, STEADY_TIMES } from '../../../src/cluster/steadiness.js';

const { gap, step, patience } = STEADY_TIMES;
const AHEAD = 1_800_000_000_000;

describe('the silence of others', () => {
  it('means nothing to one that has just come', () => {
    const steadiness = createSteadiness();
    const seen = [0, 4000, patience - 1, patience].map((at) => steadiness.signed(at, AHEAD));
    expect(seen).toEqual([false, false, false, true]);
  });

  it.each([
    ['was without the database', gap, AHEAD],
    ['stood still, as did its stopwatch', 2000, AHEAD + step],
    ['finds the clock of the database set forth', 2000, AHEAD + step],
    ['finds it set back', 2000, AHEAD - step],
  ])('means nothing to one that %s, until the others have had their time', (_, after, ahead) => {
    const steadiness = createSteadiness();
    for (let at = 0; at < patience; at += 2000) steadiness.signed(at, AHEAD);
    expect(steadiness.signed(patience, AHEAD)).toBe(true);
    const back = patience + after;
    expect(steadiness.signed(back, ahead)).toBe(false);
    expect(steadiness.signed(back + 4000, ahead)).toBe(false);
    expect(steadiness.signed(back + patience, ahead)).toBe(true);
  });

  it('goes on to mean something when an answer takes its time', () => {
    const steadiness = createSteadiness();
    for (let at = 0; at < patience; at += 2000) steadiness.signed(at, AHEAD);
    expect(steadiness.signed(patience + gap - 2001, AHEAD + step - 1)).toBe(true);
  });
});
