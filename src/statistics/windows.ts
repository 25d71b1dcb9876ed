import { addDays, dayAt, midnightOf } from '../feeds/day.js';
import { hourOf } from './hours.js';

/** A stretch of an account's days, as they are asked of the cloud. */
export interface Window {
  /** First and last day, both included, as `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /**
   * The same as times, [start, end), seconds since 1970. Whole hours: one in which a year begins (zones of half hours)
   * has one row, and so belongs to that year alone.
   */
  readonly start: number;
  readonly end: number;
}

/** Withings sold its first scale in 2009; what was entered by hand for the time before is asked for at once. */
const FIRST_YEAR = 2009;
const FIRST_DAY = '1970-01-02';

/**
 * A history in stretches of a year, the newest first: so much fits into memory, and sums are worked out backwards.
 *
 * @param since the first day that is wanted
 */
export function windowsBack(now: number, zone: string, since = FIRST_DAY): Window[] {
  const today = dayAt(now, zone).date;
  const thisYear = Number(today.slice(0, 4));
  const firsts = Array.from({ length: Math.max(0, thisYear - FIRST_YEAR) + 1 }, (_, age) => `${thisYear - age}-01-01`);
  const windows: Window[] = [];
  let to = today;
  for (const first of [...firsts, FIRST_DAY]) {
    if (to < since) break;
    const [, from = first] = [first, since].sort();
    windows.push({ from, to, start: hourOf(midnightOf(from, zone)), end: hourOf(midnightOf(addDays(to, 1), zone)) });
    to = addDays(first, -1);
  }
  return windows;
}

/** The same stretches, but those from one on as a single one. */
export function restAtOnce(windows: readonly Window[], from: number): Window[] {
  const [newest, oldest] = [windows[from], windows.at(-1)];
  if (!newest || !oldest) return [...windows];
  const rest = { from: oldest.from, to: newest.to, start: oldest.start, end: newest.end };
  return [...windows.slice(0, from), rest];
}
