import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, createZone } from '../../src/demo/wall-clock.js';

const DAY = 86_400;
const ZONES = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];

function seconds(text: string): number {
  return Date.parse(text) / 1000;
}

describe('createZone', () => {
  it('knows the local day and hour', () => {
    const zone = createZone('Europe/Amsterdam');

    expect(zone.dateOf(seconds('2026-09-30T21:59:59Z'))).toBe('2026-09-30');
    expect(zone.dateOf(seconds('2026-09-30T22:00:00Z'))).toBe('2026-10-01');
    expect(zone.hourOf(seconds('2026-09-30T22:30:00Z'))).toBe(0.5);
  });

  it.each([
    ['2026-03-29', 1, '2026-03-29T00:00:00Z'],
    ['2026-03-29', 4, '2026-03-29T02:00:00Z'],
    ['2026-10-25', 1, '2026-10-24T23:00:00Z'],
    ['2026-10-25', 4, '2026-10-25T03:00:00Z'],
    ['2026-10-01', -1.5, '2026-09-30T20:30:00Z'],
    ['2026-10-01', 31, '2026-10-02T05:00:00Z'],
  ])('finds %s at hour %s', (date, hour, expected) => {
    expect(createZone('Europe/Amsterdam').at(date, hour)).toBe(seconds(expected));
  });

  it('finds every noon again, in whatever zone', () => {
    const zones = ZONES.map(createZone);
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 4000 }), (zone, days) => {
        const date = addDays('2020-01-01', days);
        const noon = zone.at(date, 12);
        expect([zone.dateOf(noon), zone.hourOf(noon)]).toEqual([date, 12]);
        expect(zone.dateOf(zone.at(date, 0) - 1)).toBe(addDays(date, -1));
        expect([DAY - 3600, DAY - 1800, DAY, DAY + 1800, DAY + 3600]).toContain(zone.at(date, 36) - noon);
      }),
    );
  });

  it('knows no zone that does not exist', () => {
    expect(() => createZone('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('addDays', () => {
  it('crosses months, years and leap days', () => {
    expect([addDays('2027-12-31', 1), addDays('2028-03-01', -1), addDays('2026-10-25', 0)]).toEqual([
      '2028-01-01',
      '2028-02-29',
      '2026-10-25',
    ]);
  });
});
