import { describe, expect, it } from 'vitest';
import { createLostTime } from '../../../src/cluster/lost-time.js';

const TIMES = { between: 2000, dead: 12_000, patience: 8000 };
const AHEAD = 1_800_000_000_000;

/** One that has given its signs for a while, until a time. */
function steady(until: number) {
  const lostTime = createLostTime(TIMES);
  for (let at = 0; at <= until; at += TIMES.between) lostTime.signed(at, AHEAD);
  return lostTime;
}

describe('the silence of others', () => {
  it('says nothing to one that has just come', () => {
    const lostTime = createLostTime(TIMES);
    const seen = [0, 2000, 4000, 6000, 8000].map((at) => lostTime.signed(at, AHEAD));
    expect(seen).toEqual([undefined, undefined, undefined, undefined, 0]);
  });

  it.each([
    ['was without the database', 15_000, 0, 13_000],
    ['stood still, as did its stopwatch', 2000, 15_000, 15_000],
    ['finds the clock of the database set forth', 2000, 3_600_000, 3_600_000],
    ['finds it set back', 2000, -3_600_000, 0],
    ['gets its answers a little late', 4400, 0, 0],
  ])('counts for less by what is lost, to one that %s', (_, after, leap, lost) => {
    const lostTime = steady(10_000);
    expect(lostTime.signed(10_000 + after, AHEAD + leap)).toBe(lost);
    expect(lostTime.signed(10_000 + after + 2000, AHEAD + leap)).toBe(lost);
  });

  it('counts in full again when everybody who lives has given a sign since', () => {
    const lostTime = steady(10_000);
    const back = 25_000;
    lostTime.signed(back, AHEAD);
    const seen = [2000, 4000, 6000, 8000, 10_000, 12_000].map((after) => lostTime.signed(back + after, AHEAD));
    expect(seen).toEqual([13_000, 13_000, 13_000, 13_000, 13_000, 0]);
  });
});
