import { isOver, type NightInParts } from '../../metrics/night.js';
import type { DetailState } from '../../store/person-state.js';
import { newestTaken, newsOf } from '../upload.js';

/** Nights that are over and of which nobody has been told. */
export interface Untold {
  /** Those to be told, the oldest first. */
  readonly tell: readonly NightInParts[];
  /** The days of those that are old data, and never told. */
  readonly skip: readonly string[];
}

/**
 * A day's night is told once, whatever becomes of it. What was there at the first time is not, and neither is an upload.
 *
 * @param now seconds since 1970
 */
export function untoldNights(
  nights: readonly NightInParts[],
  { told = [] }: DetailState,
  now: number,
  zone: string,
): Untold {
  const known = nights.filter(({ night }) => told.includes(night.date));
  const arrivals = nights
    .filter(({ night }) => !told.includes(night.date) && isOver(night, now, zone))
    .map((one) => ({ ...one, takenAt: one.night.end, createdAt: one.night.created }));
  if (arrivals.length === 0) return { tell: [], skip: [] };
  const ends = known.map(({ night }) => night.end);
  const tell = newsOf(arrivals, newestTaken(ends, now));
  const skip = arrivals.filter((one) => !tell.includes(one));
  return { tell: [...tell].reverse(), skip: skip.map(({ night }) => night.date) };
}

/** The days that must be remembered: those that are not older than all nights that are there. */
export function toldDays(told: readonly string[], nights: readonly NightInParts[], more: readonly string[]): string[] {
  const oldest = nights.map(({ night }) => night.date).sort()[0] ?? '';
  return [...new Set([...told, ...more])].filter((day) => day >= oldest).sort();
}
