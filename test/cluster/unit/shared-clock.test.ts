import { describe, expect, it } from 'vitest';
import { createSharedClock } from '../../../src/cluster/shared-clock.js';

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;

function createWorld() {
  const at = { own: NOON, stopwatch: 5000, shared: NOON };
  const apart: string[] = [];
  const clock = createSharedClock({
    own: () => at.own,
    stopwatch: () => at.stopwatch,
    onApart: (seconds, isApart) => apart.push(`${isApart} ${seconds}`),
  });
  const look = () => clock.look(async () => at.shared);
  return { at, apart, clock, look };
}

describe('the clock that bridges share', () => {
  it('is the own one until somebody has looked', () => {
    const { at, clock } = createWorld();
    at.own += 7;
    expect(clock.now()).toBe(NOON + 7);
  });

  it('goes on by the stopwatch, whatever becomes of the own clock', async () => {
    const { at, clock, look } = createWorld();
    await look();
    at.own -= HOUR;
    at.stopwatch += 1500;
    expect(clock.now()).toBe(NOON + 1500);
  });

  it('follows the shared one where that is set', async () => {
    const { at, clock, look } = createWorld();
    await look();
    at.shared += HOUR;
    await look();
    expect(clock.now()).toBe(NOON + HOUR);
  });

  it('takes the time for that of the middle between question and answer', async () => {
    const { at, clock } = createWorld();
    await clock.look(async () => {
      at.stopwatch += 100;
      return NOON;
    });
    expect(clock.now()).toBe(NOON + 50);
  });

  it('goes on from the last look where nobody answers', async () => {
    const { at, clock, look } = createWorld();
    await look();
    at.stopwatch += 10;
    await expect(clock.look(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(clock.now()).toBe(NOON + 10);
  });

  it('says once that the two are apart, and once that they are not any more', async () => {
    const { at, apart, look } = createWorld();
    await look();
    at.own += HOUR;
    await look();
    await look();
    at.own -= HOUR;
    await look();
    await look();
    expect(apart).toEqual(['true 3600', 'false 0']);
  });
});
