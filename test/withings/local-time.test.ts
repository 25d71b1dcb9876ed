import { describe, expect, it } from 'vitest';
import { localDay, localTime } from '../../src/withings/local-time.js';

const SUMMER = 1_782_000_000;

describe('localTime', () => {
  it('takes the first zone that is known here', () => {
    expect(localTime(SUMMER, undefined, 'Mars/Olympus', 'Europe/Amsterdam', 'utc').zoneName).toBe('Europe/Amsterdam');
    expect(localTime(SUMMER, 'Europe/Amsterdam').offset).toBe(120);
  });

  it('falls back to UTC', () => {
    const time = localTime(SUMMER, 'Mars/Olympus', undefined);

    expect([time.zoneName, time.toSeconds()]).toEqual(['UTC', SUMMER]);
  });

  it("does not ask for the system's language", () => {
    expect([localTime(SUMMER, 'utc').locale, localDay('2026-03-01', 'utc').locale]).toEqual(['en-US', 'en-US']);
  });
});

describe('localDay', () => {
  it('begins in its zone, or in UTC', () => {
    expect(localDay('2026-03-01', 'Asia/Kolkata').toUTC().toISO()).toBe('2026-02-28T18:30:00.000Z');
    expect(localDay('2026-03-01', 'Mars/Olympus').toUTC().toISO()).toBe('2026-03-01T00:00:00.000Z');
    expect(localDay('2026-03-01', undefined).toUTC().toISO()).toBe('2026-03-01T00:00:00.000Z');
  });
});
