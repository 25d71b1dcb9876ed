import { addDays, dayAt } from '../feeds/day.js';
import type { ReadingEvent } from '../metrics/event.js';
import type { HistoryRecord } from '../store/history.js';
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

/** An account that is known here, with nothing due, has all of its past in Home Assistant. */
export function withDue(record: HistoryRecord, name: string, since: string): HistoryRecord {
  const note = record.accounts[name];
  if (since === EVERYTHING && note) return record;
  const [due] = [note?.due ?? since, since].sort();
  return { ...record, accounts: { ...record.accounts, [name]: { due } } };
}

export function withoutDue(record: HistoryRecord, name: string): HistoryRecord {
  return { ...record, accounts: { ...record.accounts, [name]: {} } };
}
