import { describe, expect, it } from 'vitest';
import type { ReadingEvent } from '../../src/metrics/event.js';
import { dueWith, EVERYTHING, isDue, lateSince } from '../../src/statistics/due.js';
import { NOTHING_DUE } from '../../src/store/store.js';
import { at } from '../feeds/cloud.js';

const NOW = at('2026-09-25T10:05:00Z');
const ZONE = 'Europe/Amsterdam';

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
  it.each([
    ['everything for who is new here', undefined, EVERYTHING, EVERYTHING],
    ['nothing for who has been written', NOTHING_DUE, EVERYTHING, NOTHING_DUE],
    ['what was left for who was not done', '2026-01-01', EVERYTHING, '2026-01-01'],
    ['what comes late', NOTHING_DUE, '2026-09-20', '2026-09-20'],
    ['the earlier of two days, that which is noted', '2026-09-20', '2026-09-23', '2026-09-20'],
    ['the earlier of two days, that which is new', '2026-09-23', '2026-09-20', '2026-09-20'],
  ])('is %s', (_, known, since, due) => {
    expect(dueWith(known, since)).toBe(due);
  });

  it('is nothing for who has been written, or is not known', () => {
    expect([undefined, NOTHING_DUE, EVERYTHING, '2026-09-20'].map(isDue)).toEqual([false, false, true, true]);
  });
});
