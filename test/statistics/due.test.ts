import { describe, expect, it } from 'vitest';
import type { ReadingEvent } from '../../src/metrics/event.js';
import { EVERYTHING, lateSince, withDue, withoutDue } from '../../src/statistics/due.js';
import { at } from '../feeds/cloud.js';

const NOW = at('2026-09-25T10:05:00Z');
const ZONE = 'Europe/Amsterdam';
const NOTHING = { statistics: {}, accounts: {} };

const event = (time: string) => ({ takenAt: at(time) }) as ReadingEvent;

describe('lateSince', () => {
  it('is nothing while readings come in their own hour', () => {
    expect(lateSince([], ZONE, NOW)).toBeUndefined();
    expect(lateSince([event('2026-09-25T10:00:00Z')], ZONE, NOW)).toBeUndefined();
  });

  it('is the day before the oldest that came late, in the zone of the account', () => {
    const late = [event('2026-09-25T09:59:59Z'), event('2026-09-20T22:30:00Z'), event('2026-09-25T10:01:00Z')];

    expect(lateSince(late.slice(0, 1), ZONE, NOW)).toBe('2026-09-24');
    expect(lateSince(late, ZONE, NOW)).toBe('2026-09-20');
    expect(lateSince(late, 'America/New_York', NOW)).toBe('2026-09-19');
  });
});

describe('what is due', () => {
  it('is everything for an account that is new here, and only then', () => {
    const known = withoutDue(withDue(NOTHING, 'anna', EVERYTHING), 'anna');

    expect(withDue(NOTHING, 'anna', EVERYTHING).accounts).toEqual({ anna: { due: EVERYTHING } });
    expect(known.accounts).toEqual({ anna: {} });
    expect(withDue(known, 'anna', EVERYTHING)).toEqual(known);
  });

  it('reaches back to the earliest day, and leaves other accounts alone', () => {
    const later = withDue({ ...NOTHING, accounts: { anna: {}, ben: { due: '2026-01-01' } } }, 'anna', '2026-09-24');
    const earlier = withDue(later, 'anna', '2026-09-20');

    expect(withDue(earlier, 'anna', '2026-09-23').accounts).toEqual({
      anna: { due: '2026-09-20' },
      ben: { due: '2026-01-01' },
    });
  });
});
