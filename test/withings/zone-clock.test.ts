import fc from 'fast-check';
import { expect, it } from 'vitest';
import { localTime } from '../../src/withings/local-time.js';
import { zoneClock } from '../../src/withings/zone-clock.js';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'utc',
  'Europe/London',
  'x/y',
];

it('says what luxon says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...ZONES), (seconds, zone) => {
      expect(zoneClock(zone)(seconds)).toBe(localTime(seconds, zone).toISO({ suppressMilliseconds: true }));
    }),
  );
});

it('says it around a change of the clocks, with one clock for all', () => {
  const change = Date.parse('2026-03-29T01:00:00Z') / 1000;
  const time = zoneClock('Europe/Berlin');

  expect([change - 1, change, change + 1].map(time)).toEqual([
    '2026-03-29T01:59:59+01:00',
    '2026-03-29T03:00:00+02:00',
    '2026-03-29T03:00:01+02:00',
  ]);
});

it('has no words for a time that no calendar has', () => {
  expect(zoneClock('utc')(1e18)).toBe(null);
});
