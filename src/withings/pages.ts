import { z } from 'zod';
import { type ListKind, readObject, readRows } from './answer-rows.js';
import { type CallSite, TransportError } from './errors.js';
import type { Session } from './session.js';
import { flag, integer } from './tolerant.js';

const MAX_PAGES = 2000;

const pageBody = z.object({ more: flag, offset: integer });

/**
 * The rows of an endpoint over all its pages, as the server's `more` and `offset` say; see parse… for what a row is.
 *
 * @throws TransportError when there is something else where the rows should be, and when the server offers the same
 * page for ever
 */
export async function* pagedRows(
  call: Session['call'],
  site: CallSite,
  params: Readonly<Record<string, string | number | undefined>>,
  list: ListKind,
): AsyncGenerator<{ readonly rows: readonly unknown[]; readonly body: Readonly<Record<string, unknown>> }> {
  let offset: number | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const body = readObject(await call({ ...site, params: { ...params, offset } }), 'the body', site);
    yield { rows: readRows(body[list.key], list, site), body };
    const { more, offset: next } = pageBody.parse(body);
    if (!more) return;
    if (next === undefined || next <= (offset ?? 0)) {
      const what = `Withings offers more ${list.key} of ${site.action}, but no way on (offset ${next ?? 'missing'})`;
      throw new TransportError(what, site);
    }
    offset = next;
  }
  throw new TransportError(`Withings offers more than ${MAX_PAGES} pages of ${site.action}`, site);
}
