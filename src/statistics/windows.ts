import { addDays, dayAt } from '../feeds/day.js';
import { FIRST_DAY, FIRST_SCALE, type Window } from '../feeds/past.js';
import { windowOf } from '../feeds/past-progress.js';

/** What is older was entered by hand, and is asked for at once. */
const FIRST_YEAR = Number(FIRST_SCALE.slice(0, 4));

/**
 * A history in stretches of a year, the newest first: so much fits into memory, and sums are worked out backwards. They
 * begin and end with whole hours: one in which a year begins (zones of half hours) has one row, and so belongs to that
 * year alone.
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
    windows.push(windowOf(from, to, zone));
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
