import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, HOUR_SECONDS, hourOf, midnightOf } from '../../src/feeds/day.js';
import { lastHourOf } from '../../src/statistics/hours.js';
import { at } from '../feeds/cloud.js';
import { dates, zones } from './zones.js';

describe('hourOf', () => {
  it.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'],
    ['2026-03-01T12:59:59Z', '2026-03-01T12:00:00Z'],
    ['2026-03-01T23:30:00+05:30', '2026-03-01T18:00:00Z'],
    ['1969-12-31T23:59:59Z', '1969-12-31T23:00:00Z'],
  ])('of %s is %s', (time, hour) => {
    expect(hourOf(at(time))).toBe(at(hour));
  });
});

describe('lastHourOf', () => {
  it.each([
    ['a day in UTC', '2026-03-01', 'UTC', '2026-03-01T23:00:00Z'],
    ['a day of winter', '2026-01-15', 'Europe/Amsterdam', '2026-01-15T22:00:00Z'],
    ['a day of 23 hours', '2026-03-29', 'Europe/Amsterdam', '2026-03-29T21:00:00Z'],
    ['a day of 25 hours', '2026-10-25', 'Europe/Amsterdam', '2026-10-25T22:00:00Z'],
    ['a zone of half hours, an hour and a half before midnight', '2026-03-01', 'Asia/Kolkata', '2026-03-01T17:00:00Z'],
    ['a zone of quarters', '2026-03-01', 'Asia/Kathmandu', '2026-03-01T17:00:00Z'],
    ['a day of 23.5 hours', '2026-10-04', 'Australia/Lord_Howe', '2026-10-04T12:00:00Z'],
    ['a day of 24.5 hours', '2026-04-05', 'Australia/Lord_Howe', '2026-04-05T12:00:00Z'],
    ['a day before one with two midnights', '2026-10-24', 'Atlantic/Azores', '2026-10-24T23:00:00Z'],
    ['a zone that is not known', '2026-03-01', 'Mars/Base', '2026-03-01T23:00:00Z'],
  ])('of %s', (_, date, zone, hour) => {
    expect(lastHourOf(date, zone)).toBe(at(hour));
  });

  it('is a whole hour inside the day, and the last one', () => {
    fc.assert(
      fc.property(dates, zones, (date, zone) => {
        const hour = lastHourOf(date, zone);
        const end = midnightOf(addDays(date, 1), zone);

        expect(hour % HOUR_SECONDS).toBe(0);
        expect(hour).toBeGreaterThanOrEqual(midnightOf(date, zone));
        expect(hour + HOUR_SECONDS).toBeLessThanOrEqual(end);
        expect(hour + 2 * HOUR_SECONDS).toBeGreaterThan(end);
      }),
    );
  });

  it('belongs to one day only, days in their order', () => {
    fc.assert(
      fc.property(dates, zones, (date, zone) => {
        expect(lastHourOf(addDays(date, 1), zone)).toBeGreaterThan(lastHourOf(date, zone));
      }),
    );
  });
});
