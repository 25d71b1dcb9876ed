import { describe, expect, it } from 'vitest';
import { watchMidnight } from '../../src/scheduler/midnight.js';
import { at } from '../feeds/cloud.js';

const QUARTER = 15 * 60_000;

/** Lets time pass from wait to wait until the end; the times of the ticks, as ISO, and the waits. */
async function watch(zones: (now: number) => readonly (string | undefined)[], start: string, end: string) {
  const stop = new AbortController();
  let now = at(start) * 1000;
  const ticks: string[] = [];
  const waits: number[] = [];
  await watchMidnight({
    zones: () => zones(now),
    onTick: () => ticks.push(new Date(now).toISOString()),
    clock: () => now,
    async sleep(milliseconds) {
      waits.push(milliseconds);
      now += milliseconds;
      if (now > at(end) * 1000) stop.abort();
    },
    signal: stop.signal,
  });
  return { ticks, waits };
}

describe('watchMidnight', () => {
  it.each([
    [
      'Europe/Amsterdam',
      ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
      '2026-03-28T22:50:00Z',
      '2026-03-29T22:10:00Z',
    ],
    [
      'Europe/Amsterdam',
      ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
      '2026-10-24T21:50:00Z',
      '2026-10-25T23:10:00Z',
    ],
    [
      'America/New_York',
      ['2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
      '2026-03-08T04:50:00Z',
      '2026-03-09T04:10:00Z',
    ],
    [
      'Asia/Kolkata',
      ['2026-03-01T18:30:00.000Z', '2026-03-02T18:30:00.000Z'],
      '2026-03-01T18:20:00Z',
      '2026-03-02T18:40:00Z',
    ],
    [
      'Europe/Amsterdam',
      ['2028-02-28T23:00:00.000Z', '2028-02-29T23:00:00.000Z'],
      '2028-02-28T22:59:00Z',
      '2028-02-29T23:01:00Z',
    ],
  ])('is there at each midnight in %s: %j', async (zone, midnights, start, end) => {
    const { ticks } = await watch(() => [zone], start, end);

    for (const midnight of midnights) expect(ticks).toContain(midnight);
  });

  it('is there at the midnight of every account', async () => {
    const zones = ['Europe/Amsterdam', undefined, 'Asia/Kolkata', 'America/New_York'];

    const { ticks } = await watch(() => zones, '2026-03-01T18:22:22Z', '2026-03-02T06:00:00Z');

    for (const time of ['01T18:30', '01T23:00', '02T00:00', '02T05:00'])
      expect(ticks).toContain(`2026-03-${time}:00.000Z`);
  });

  it('never waits longer than a quarter of an hour, so that a traveller’s new midnight is not missed', async () => {
    const departure = at('2026-03-01T20:07:00Z') * 1000;

    const { ticks, waits } = await watch(
      (now) => [now < departure ? 'America/New_York' : 'Europe/Amsterdam'],
      '2026-03-01T20:00:00Z',
      '2026-03-02T00:00:00Z',
    );

    expect(Math.max(...waits)).toBe(QUARTER);
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(ticks).toContain('2026-03-01T23:00:00.000Z');
  });

  it('waits on without an account', async () => {
    expect(
      (await watch(() => [], '2026-03-01T20:00:00Z', '2026-03-01T21:00:00Z')).waits.every((ms) => ms === QUARTER),
    ).toBe(true);
  });

  it('ends, and ticks no more, when everything stops', async () => {
    const stop = new AbortController();
    let ticks = 0;
    const done = watchMidnight({
      zones: () => ['UTC'],
      onTick: () => ticks++,
      clock: () => 0,
      sleep: () =>
        new Promise((_, reject) => stop.signal.addEventListener('abort', () => reject(new Error('stopped')))),
      signal: stop.signal,
    });

    stop.abort();
    await done;

    expect(ticks).toBe(0);
  });
});
