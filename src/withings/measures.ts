import { z } from 'zod';
import { pagedRows } from './pages.js';
import type { Session } from './session.js';
import { integer, text } from './tolerant.js';

/** Which measures: changed since (created, edited or deleted; 0 is everything), or measured between two times. */
export type MeasureRange = { readonly lastUpdate: number } | { readonly startDate: number; readonly endDate: number };

export interface MeasurePage {
  /** As they came; see parseMeasureGroup. */
  readonly groups: readonly unknown[];
  /** IANA name of the account's zone. */
  readonly timezone: string | undefined;
  /** The server's time of this answer, seconds since 1970. */
  readonly updateTime: number | undefined;
}

export const GETMEAS = { endpoint: '/measure', action: 'getmeas' } as const;
const GROUPS = { key: 'measuregrps', isRow: (row: object) => 'grpid' in row };
const pageBody = z.object({ timezone: text, updatetime: integer });

/**
 * POST /measure, action getmeas, page by page as the server's `more` and `offset` say. All types are asked for, so
 * that new ones arrive by themselves, and no `category`: with category 1 the cloud leaves out measures of some
 * watches; goals (category 2) are for the reader to skip.
 *
 * @throws TransportError when the server offers the same page for ever
 */
export async function* measurePages(call: Session['call'], range: MeasureRange): AsyncGenerator<MeasurePage> {
  const params =
    'lastUpdate' in range ? { lastupdate: range.lastUpdate } : { startdate: range.startDate, enddate: range.endDate };
  for await (const { rows, body } of pagedRows(call, GETMEAS, params, GROUPS)) {
    const { timezone, updatetime } = pageBody.parse(body);
    yield { groups: rows, timezone, updateTime: updatetime };
  }
}
