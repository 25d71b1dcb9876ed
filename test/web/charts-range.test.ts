import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midnightOf } from '../../src/feeds/day.js';
import { daysIn, daysOf, lengthOf, stretchOf } from '../../web/charts/days.js';
import { addDays, zoned } from '../../web/charts/zone.js';

const BERLIN = zoned('Europe/Berlin');
const TODAY = '2026-11-29';

describe('the days of a range', () => {
  it('end today, which is one of them', () => {
    expect(daysOf({ span: 'week' }, TODAY)).toEqual({ from: '2026-11-23', to: TODAY });
    expect(lengthOf(daysOf({ span: 'month' }, TODAY))).toBe(30);
    expect(lengthOf(daysOf({ span: 'year' }, TODAY))).toBe(365);
    expect(daysOf({ span: 'all' }, TODAY).to).toBe(TODAY);
  });

  it('are those that somebody chose', () => {
    expect(daysOf({ from: '2025-01-01', to: '2025-02-01' }, TODAY)).toEqual({ from: '2025-01-01', to: '2025-02-01' });
  });

  it('have none that nobody has lived in, and none to come', () => {
    expect(daysOf({ from: '0001-01-01', to: '9999-12-31' }, TODAY)).toEqual({ from: '1900-01-01', to: TODAY });
    expect(daysOf({ from: '2030-01-01', to: '9998-12-31' }, TODAY)).toEqual({ from: TODAY, to: TODAY });
    expect(stretchOf({ from: '0001-01-01', to: '9999-12-31' }, TODAY, BERLIN, undefined)).toEqual({
      min: BERLIN.startOf('1900-01-01'),
      max: BERLIN.startOf('2026-11-30'),
    });
  });
});

describe('the axis', () => {
  it('shows whole days of the zone, those at which the clocks change, too', () => {
    const day = { from: '2026-10-25', to: '2026-10-25' };
    const { min, max } = stretchOf(day, TODAY, BERLIN, undefined);
    expect(new Date(min * 1000).toISOString()).toBe('2026-10-24T22:00:00.000Z');
    expect(max - min).toBe(25 * 3600);
  });

  it('begins with the earliest value where all is shown, and shows a week at least', () => {
    const earliest = Date.parse('2024-03-05T12:00:00Z') / 1000;
    expect(stretchOf({ span: 'all' }, TODAY, BERLIN, earliest).min).toBe(BERLIN.startOf('2024-03-05'));
    for (const nothing of [undefined, BERLIN.startOf(TODAY)]) {
      expect(stretchOf({ span: 'all' }, TODAY, BERLIN, nothing).min).toBe(BERLIN.startOf('2026-11-23'));
    }
  });

  it('gives back the days that it was made of', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(zones, fc.nat(9000), fc.nat(4000), (zone, start, length) => {
        const clock = zoned(zone);
        const days = { from: addDays('2005-01-01', start), to: addDays('2005-01-01', start + length) };
        expect(daysIn(stretchOf(days, '2060-01-01', clock, undefined), clock)).toEqual(days);
      }),
    );
  });

  it('is one day at least', () => {
    const noon = BERLIN.startOf('2026-05-01') + 43_200;
    expect(daysIn({ min: noon, max: noon + 600 }, BERLIN)).toEqual({ from: '2026-05-01', to: '2026-05-01' });
  });
});

describe('a zone', () => {
  it('knows the day of a time, and its noon', () => {
    const late = Date.parse('2026-06-30T22:30:00Z') / 1000;
    expect(BERLIN.dayOf(late)).toBe('2026-07-01');
    expect(new Date(BERLIN.noonOf(late) * 1000).toISOString()).toBe('2026-07-01T10:00:00.000Z');
    expect(zoned('Asia/Kathmandu').dayOf(Date.parse('2026-06-30T18:15:00Z') / 1000)).toBe('2026-07-01');
  });

  it.each([
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00Z'],
    ['America/Santiago', '2026-04-05', '2026-04-05T04:00Z'],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00Z'],
    ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00Z'],
    ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00Z'],
  ])('%s has no midnight, or two, on %s', (zone, day, start) => {
    expect(zoned(zone).startOf(day)).toBe(Date.parse(start) / 1000);
  });

  it('begins a day with its first second, as the server does', () => {
    const zones = [
      'America/Santiago',
      'America/Havana',
      'Atlantic/Azores',
      'America/Nuuk',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'Europe/Berlin',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.nat(9000), (zone, days) => {
        const day = addDays('2005-01-01', days);
        expect(zoned(zone).startOf(day)).toBe(midnightOf(day, zone));
      }),
      { numRuns: 500 },
    );
  });

  it('that no browser knows is UTC', () => {
    expect(zoned('Mars/Olympus').zone).toBe('UTC');
    expect(zoned(null).dayOf(0)).toBe('1970-01-01');
  });
});
