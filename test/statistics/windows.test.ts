import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayAt, hourOf, midnightOf } from '../../src/feeds/day.js';
import { restAtOnce, windowsBack } from '../../src/statistics/windows.js';
import { at } from '../feeds/cloud.js';
import { dates, zones } from './zones.js';

const NOW = at('2026-11-24T12:00:00Z');

describe('windowsBack', () => {
  it('has the years one by one, the newest first, and at the end all that lies before 2009', () => {
    const windows = windowsBack(NOW, 'Europe/Amsterdam');

    expect(windows).toHaveLength(19);
    expect(windows[0]).toEqual({
      from: '2026-01-01',
      to: '2026-11-24',
      start: at('2025-12-31T23:00:00Z'),
      end: at('2026-11-24T23:00:00Z'),
    });
    expect(windows.at(-2)).toMatchObject({ from: '2009-01-01', to: '2009-12-31' });
    expect(windows.at(-1)).toMatchObject({ from: '1970-01-02', to: '2008-12-31' });
  });

  it.each([
    ['2026-11-24', [['2026-11-24', '2026-11-24']]],
    ['2026-01-01', [['2026-01-01', '2026-11-24']]],
    [
      '2025-12-31',
      [
        ['2026-01-01', '2026-11-24'],
        ['2025-12-31', '2025-12-31'],
      ],
    ],
    ['2026-11-25', []],
  ])('begins with %s if that is wanted', (since, days) => {
    expect(windowsBack(NOW, 'UTC', since).map(({ from, to }) => [from, to])).toEqual(days);
  });

  it('does not go back before 1970, where the cloud has no time for it', () => {
    expect(windowsBack(NOW, 'Pacific/Kiritimati', '1900-01-01').at(-1)!.from).toBe('1970-01-02');
    expect(windowsBack(NOW, 'Pacific/Kiritimati').at(-1)!.start).toBeGreaterThanOrEqual(0);
  });

  it('takes the day that it is in the zone', () => {
    const newYear = at('2025-12-31T20:00:00Z');

    expect(windowsBack(newYear, 'Asia/Kolkata')[0]).toMatchObject({ from: '2026-01-01', to: '2026-01-01' });
    expect(windowsBack(newYear, 'UTC')[0]).toMatchObject({ from: '2025-01-01', to: '2025-12-31' });
  });

  it('leaves no day and no hour out, and has none twice: an hour is never in two windows', () => {
    fc.assert(
      fc.property(zones, dates, fc.option(dates, { nil: undefined }), (zone, day, since) => {
        const now = midnightOf(day, zone) + 40_000;

        const windows = windowsBack(now, zone, since);

        for (const [index, { from, to, start, end }] of windows.entries()) {
          expect([start % 3600, end % 3600]).toEqual([0, 0]);
          expect(start).toBeLessThan(end);
          // In zones of half hours the hour in which a day begins is one with it.
          expect(hourOf(midnightOf(from, zone))).toBe(start);
          if (index > 0) expect([addDays(to, 1), end]).toEqual([windows[index - 1]!.from, windows[index - 1]!.start]);
        }
        expect(windows[0]?.to).toBe(since !== undefined && since > day ? undefined : dayAt(now, zone).date);
      }),
    );
  });
});

describe('restAtOnce', () => {
  it('makes one window of those from one on, and leaves nothing out', () => {
    const windows = windowsBack(NOW, 'Europe/Amsterdam');
    const few = restAtOnce(windows, 3);

    expect(few.slice(0, 3)).toEqual(windows.slice(0, 3));
    expect(few).toHaveLength(4);
    expect(few[3]).toEqual({ ...windows.at(-1), to: '2023-12-31', end: windows[3]?.end });
    expect(restAtOnce(few, 4)).toEqual(few);
  });
});
