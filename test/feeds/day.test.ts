import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addDays, dayAt, midnightOf, nextMidnight } from '../../src/feeds/day.js';
import { at } from './cloud.js';

const HOUR = 3600;
const ZONES = [
  'Europe/Amsterdam',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Santiago',
  'Atlantic/Azores',
  'America/Havana',
  // The clocks go forward an hour before midnight.
  'America/Nuuk',
  'America/Scoresbysund',
  'UTC',
];

describe('dayAt', () => {
  it.each([
    ['Europe/Amsterdam', '2026-03-01T22:59:59Z', '2026-03-01', '2026-02-28T23:00:00Z'],
    ['Europe/Amsterdam', '2026-03-01T23:00:00Z', '2026-03-02', '2026-03-01T23:00:00Z'],
    ['America/New_York', '2026-03-02T04:59:59Z', '2026-03-01', '2026-03-01T05:00:00Z'],
    ['America/New_York', '2026-07-01T04:00:00Z', '2026-07-01', '2026-07-01T04:00:00Z'],
    ['Asia/Kolkata', '2026-03-01T18:29:59Z', '2026-03-01', '2026-02-28T18:30:00Z'],
    ['Asia/Kolkata', '2026-03-01T18:30:00Z', '2026-03-02', '2026-03-01T18:30:00Z'],
    ['Pacific/Kiritimati', '2026-03-01T10:00:00Z', '2026-03-02', '2026-03-01T10:00:00Z'],
    ['Europe/Amsterdam', '2028-02-29T12:00:00Z', '2028-02-29', '2028-02-28T23:00:00Z'],
    ['Asia/Beirut', '2026-03-29T09:00:00Z', '2026-03-29', '2026-03-28T22:00:00Z'],
    // Midnight comes twice.
    ['Atlantic/Azores', '2026-10-25T12:00:00Z', '2026-10-25', '2026-10-25T00:00:00Z'],
    ['Atlantic/Azores', '2026-10-25T00:30:00Z', '2026-10-25', '2026-10-25T00:00:00Z'],
    ['America/Havana', '2026-11-01T12:00:00Z', '2026-11-01', '2026-11-01T04:00:00Z'],
    [undefined, '2026-03-01T00:00:00Z', '2026-03-01', '2026-03-01T00:00:00Z'],
    ['Mars/Olympus', '2026-03-01T23:59:59Z', '2026-03-01', '2026-03-01T00:00:00Z'],
  ])('in %s at %s it is %s, since %s', (zone, now, date, midnight) => {
    expect(dayAt(at(now), zone)).toEqual({ date, midnight: at(midnight) });
    expect(midnightOf(date, zone)).toBe(at(midnight));
  });
});

describe('nextMidnight', () => {
  it.each([
    ['Europe/Amsterdam', '2026-03-28T23:00:00Z', 23],
    ['Europe/Amsterdam', '2026-10-24T22:00:00Z', 25],
    ['America/New_York', '2026-03-08T05:00:00Z', 23],
    ['America/New_York', '2026-11-01T04:00:00Z', 25],
    ['Asia/Kolkata', '2026-03-28T18:30:00Z', 24],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', 24.5],
    ['Europe/Amsterdam', '2028-02-28T23:00:00Z', 24],
    ['Asia/Beirut', '2026-03-28T22:00:00Z', 23],
    ['Atlantic/Azores', '2026-10-24T00:00:00Z', 24],
    ['Atlantic/Azores', '2026-10-25T00:00:00Z', 25],
    ['America/Santiago', '2026-09-06T04:00:00Z', 23],
    ['America/Nuuk', '2027-03-27T02:00:00Z', 23],
    ['America/Nuuk', '2027-03-26T02:00:00Z', 24],
    ['America/Nuuk', '2027-10-30T01:00:00Z', 25],
    ['America/Scoresbysund', '2027-03-26T02:00:00Z', 24],
    ['Mars/Olympus', '2026-03-29T00:00:00Z', 24],
  ])('in %s the day that began at %s has %f hours', (zone, midnight, hours) => {
    const start = at(midnight);

    for (const into of [0, 1, 6 * HOUR, hours * HOUR - 1]) {
      expect(nextMidnight(start + into, zone)).toBe(start + hours * HOUR);
    }
  });

  it('is not a day later for a moment that the next day does not have', () => {
    for (const zone of ['America/Nuuk', 'America/Scoresbysund']) {
      expect(nextMidnight(at('2027-03-27T01:30:00Z'), zone)).toBe(at('2027-03-27T02:00:00Z'));
    }
  });

  it('is the first second of the next day, whatever the zone and the season', () => {
    const time = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    const dateIn = (zone: string, seconds: number) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(seconds * 1000);

    fc.assert(
      fc.property(fc.constantFrom(...ZONES), time, (zone, now) => {
        const next = nextMidnight(now, zone);
        const { date, midnight } = dayAt(now, zone);
        expect(next).toBeGreaterThan(now);
        expect([dateIn(zone, midnight - 1), dateIn(zone, midnight)]).toEqual([addDays(date, -1), date]);
        expect([dateIn(zone, next - 1), dateIn(zone, next)]).toEqual([date, addDays(date, 1)]);
        expect(dateIn(zone, now)).toBe(date);
      }),
      { numRuns: 200 },
    );
  });
});

describe('addDays', () => {
  it.each([
    ['2028-02-28', 1, '2028-02-29'],
    ['2028-03-01', -1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-03-05', -9, '2026-02-24'],
  ])('%s and %i days is %s', (date, days, expected) => expect(addDays(date, days)).toBe(expected));
});

describe("the process's own zone", () => {
  it('is of no account', () => {
    const answers = () => [
      dayAt(at('2026-03-29T00:30:00Z'), 'Europe/Amsterdam'),
      dayAt(at('2026-03-29T00:30:00Z'), undefined),
      nextMidnight(at('2026-11-01T04:00:00Z'), 'America/New_York'),
      midnightOf('2026-03-29', 'Asia/Kolkata'),
      addDays('2026-03-28', 1),
    ];
    const before = process.env.TZ;
    onTestFinished(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });
    const seen = ['UTC', 'Pacific/Kiritimati', 'America/New_York'].map((zone) => {
      process.env.TZ = zone;
      return [new Date(0).getTimezoneOffset(), answers()] as const;
    });

    expect(new Set(seen.map(([offset]) => offset)).size).toBe(3);
    expect(seen[1]?.[1]).toEqual(seen[0]?.[1]);
    expect(seen[2]?.[1]).toEqual(seen[0]?.[1]);
  });
});
