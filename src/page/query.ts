import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { midnightOf, nextMidnight } from '../feeds/day.js';
import type { TimeSpan } from '../store/series.js';
import { readDay } from '../withings/record.js';
import { ALL_TIME } from './archive-pages.js';
import { PageError } from './page-error.js';
import { bodyAs } from './request.js';

/** First and last day, both whole; without one, all there is on that side. */
export const DAY_RANGE = z.object({ from: z.string().optional(), to: z.string().optional() });

/** Metrics by their keys, with commas between them, each once. */
export const METRIC_KEYS = z.string().transform((text) => [...new Set(text.split(',').filter((key) => key !== ''))]);

/** What of a list of nights and the like is wanted; without metrics all of them. */
export const LIST = DAY_RANGE.extend({ metrics: METRIC_KEYS.optional() });

export type AskedRange = z.output<typeof DAY_RANGE>;

/**
 * The query of a request, as a schema has it; a part that is empty, as a form sends it, is none.
 *
 * @throws PageError that says which part of it is wrong
 */
export function queryAs<Shape extends z.ZodType>(shape: Shape, { query }: FastifyRequest): z.output<Shape> {
  const given = Object.entries(Object(query)).filter(([, value]) => value !== '');
  return bodyAs(shape, Object.fromEntries(given));
}

/** @param key as somebody has asked for it */
export function unknownMetric(key: string, what = 'There is no such metric'): PageError {
  const metric = key.slice(0, 80);
  return new PageError(400, 'unknown_metric', `${what}: ${metric}.`, { metric });
}

/**
 * The time from the first midnight of a range to the last one, in a zone.
 *
 * @throws PageError for what is no day, and for a range that ends before it begins
 */
export function spanOf({ from, to }: AskedRange, zone: string): TimeSpan {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first !== undefined && last !== undefined && first > last) {
    throw new PageError(400, 'bad_range', 'The range ends before it begins.', { from: first, to: last });
  }
  return {
    from: first === undefined ? ALL_TIME.from : midnightOf(first, zone),
    to: last === undefined ? ALL_TIME.to : nextMidnight(midnightOf(last, zone), zone),
  };
}

function dayOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const day = readDay(text);
  if (day === undefined) throw new PageError(400, 'bad_range', 'A day is written like 2026-01-31.');
  return day;
}
