import type { Range, Span } from '../range.js';
import { addDays, type Zoned } from './zone.js';

/** Whole days, both included: `2026-11-01`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A stretch of the axis of time, in seconds since 1970. */
export interface Stretch {
  readonly min: number;
  readonly max: number;
}

/** Nobody who lives has measured anything before. */
export const EARLIEST_DAY = '1900-01-01';
/** Before anybody's first scale with a network. */
const FIRST_DAY = '2000-01-01';
const LENGTHS = { week: 7, month: 30, year: 365 } as const satisfies Partial<Record<Span, number>>;

/** The nearest day of which there may be something: none that nobody has lived in, and none to come. */
export function sensible(day: string, today: string): string {
  if (day > today) return today;
  return day < EARLIEST_DAY ? EARLIEST_DAY : day;
}

/** The days of a range, for the server. */
export function daysOf(range: Range, today: string): Days {
  if ('from' in range) return { from: sensible(range.from, today), to: sensible(range.to, today) };
  return { from: range.span === 'all' ? FIRST_DAY : addDays(today, 1 - LENGTHS[range.span]), to: today };
}

/**
 * What the axis shows of a range.
 *
 * @param earliest of all that is shown: where a range without a beginning begins
 */
export function stretchOf(range: Range, today: string, zoned: Zoned, earliest: number | undefined): Stretch {
  const { from, to } = daysOf(range, today);
  const max = zoned.startOf(addDays(to, 1));
  if ('from' in range || range.span !== 'all') return { min: zoned.startOf(from), max };
  // A single day would be a line at the edge.
  const first = Math.min(earliest ?? Number.POSITIVE_INFINITY, zoned.startOf(addDays(to, 1 - LENGTHS.week)));
  return { min: zoned.startOf(zoned.dayOf(first)), max };
}

/** The whole days that lie in a stretch, or that it lies in where it is shorter than one. */
export function daysIn({ min, max }: Stretch, zoned: Zoned): Days {
  const from = nearest(min, zoned);
  const to = addDays(nearest(max, zoned), -1);
  if (from <= to) return { from, to };
  const day = zoned.dayOf((min + max) / 2);
  return { from: day, to: day };
}

/** How many days there are. */
export function lengthOf({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** The day whose beginning is nearest. */
function nearest(time: number, zoned: Zoned): string {
  return zoned.dayOf(time + 43_200);
}
