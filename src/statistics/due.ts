import { addDays, dayAt } from '../feeds/day.js';
import type { ReadingEvent } from '../metrics/event.js';
import { NOTHING_DUE } from '../store/store.js';
import { hourOf } from './hours.js';

/** Before the first day of all. */
export const EVERYTHING = '0000-01-01';

/**
 * The first day that must be written for readings that came when their hour was over: Home Assistant shows those at the
 * wrong time. It is the day before the oldest, since the night before may have been revised.
 *
 * @param now seconds since 1970
 * @returns undefined when none came late
 */
export function lateSince(
  news: readonly Pick<ReadingEvent, 'takenAt'>[],
  zone: string,
  now: number,
): string | undefined {
  const late = news.map(({ takenAt }) => takenAt).filter((takenAt) => takenAt < hourOf(now));
  return late.length === 0 ? undefined : addDays(dayAt(Math.min(...late), zone).date, -1);
}

/**
 * Since when a past is due after it has become due since a day, too. Whoever is known here has been written, or has it
 * noted; so everything is due only for who is new.
 *
 * @param known what is noted; undefined for who is new
 */
export function dueWith(known: string | undefined, since: string): string {
  if (known === undefined || since === EVERYTHING) return known ?? since;
  return known < since ? known : since;
}

export function isDue(known: string | undefined): known is string {
  return known !== undefined && known !== NOTHING_DUE;
}
