import { type CallSite, TransportError } from './errors.js';
import { fields } from './tolerant.js';

type Fields = Readonly<Record<string, unknown>>;

/** One list of an endpoint's answer. */
export interface ListKind {
  /** Where it lies, such as `series`. */
  readonly key: string;
  /** Tells an object that is one row of it from an object that nobody expects there. */
  readonly isRow: (object: Fields) => boolean;
}

/**
 * The rows of a list. Withings sends a list; where it has one row only, sometimes that row alone; at times an object
 * with numbers for keys, whose rows are taken in the order of their numbers; and `[]`, `{}`, null or nothing where there
 * are none. What among rows is no object is left to their reader, which skips it.
 *
 * @throws TransportError for everything else: it says nothing, least of all that there are no rows
 */
export function readRows(value: unknown, { key, isRow }: ListKind, site: CallSite): readonly unknown[] {
  const rows = rowsIfAny(value, isRow);
  if (rows) return rows;
  throw unexpected(value, key, site);
}

/** The same, of a list within a row, which must not keep the other rows back: undefined for everything else. */
export function rowsIfAny(value: unknown, isRow: ListKind['isRow']): readonly unknown[] | undefined {
  const rows = rowsOf(value, isRow);
  return rows && (rows.some(isObject) || rows.every(isNothing)) ? rows : undefined;
}

/**
 * An object, such as the body of an answer: `[]`, null and nothing are an empty one.
 *
 * @throws TransportError for everything else
 */
export function readObject(value: unknown, key: string, site: CallSite): Fields {
  if (isObject(value) || isNothing(value) || (Array.isArray(value) && value.length === 0)) return fields(value);
  throw unexpected(value, key, site);
}

function rowsOf(value: unknown, isRow: ListKind['isRow']): readonly unknown[] | undefined {
  if (isNothing(value)) return [];
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  if (!keys.every((key) => /^\d+$/.test(key))) return isRow(value) ? [value] : undefined;
  return keys.sort((a, b) => Number(a) - Number(b)).map((key) => value[key]);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function unexpected(value: unknown, key: string, site: CallSite): TransportError {
  const { endpoint, action } = site;
  const what = `Withings answered ${endpoint} ${action} with ${nameOf(value)} where ${key} should be`;
  return new TransportError(what, { endpoint, action });
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list of something else';
  if (isObject(value)) return 'another object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
