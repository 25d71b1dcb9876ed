import { z } from 'zod';

/** A finite number from a number or a numeric string; undefined for everything else, null and blanks included. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Like toNumber, for codes, ids and times; a fraction is no integer. */
export function toInteger(value: unknown): number | undefined {
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The last second of the year 9999. What is later fits no calendar. */
const LAST_TIME = 253_402_300_799;

/** Seconds since 1970, later than that and within the calendar; undefined for everything else. */
export function toTime(value: unknown): number | undefined {
  const time = toInteger(value);
  return time !== undefined && time > 0 && time <= LAST_TIME ? time : undefined;
}

/** No id, name or word is longer: what is would not fit into a topic. */
const LONGEST_TEXT = 4096;

/**
 * A non-empty string of a sensible length, or undefined. A number becomes its digits: Withings sends ids both ways. Half
 * a surrogate pair, which no UTF-8 can hold, becomes U+FFFD.
 */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_TEXT) return undefined;
  return value.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Schemas of the above. They never fail: a field that makes no sense is undefined. */
export const number = z.unknown().optional().transform(toNumber);
export const integer = z.unknown().optional().transform(toInteger);
export const time = z.unknown().optional().transform(toTime);
export const text = z.unknown().optional().transform(toText);

/** Withings sends `more` as 0, 1, true, false, or not at all; a word for yes is one, too: a page must not get lost. */
export const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 'true' || (toInteger(value) ?? 0) > 0);

/** An object's fields, or none: bodies arrive as `{}`, `[]`, null or not at all. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
