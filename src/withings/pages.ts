import { z } from 'zod';
import { type CallSite, TransportError } from './errors.js';
import type { Session } from './session.js';
import { fields, flag, integer, list } from './tolerant.js';

const MAX_PAGES = 2000;

const pageBody = z.object({ more: flag, offset: integer });

/**
 * The rows of an endpoint over all its pages, as the server's `more` and `offset` say; see parse… for what a row is.
 *
 * @param listKey where the rows lie in the body, such as `series`
 * @throws TransportError when the server offers the same page for ever
 */
export async function* pagedRows(
  call: Session['call'],
  site: CallSite,
  params: Readonly<Record<string, string | number | undefined>>,
  listKey: string,
): AsyncGenerator<{ readonly rows: readonly unknown[]; readonly body: Readonly<Record<string, unknown>> }> {
  let offset: number | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const body = fields(await call({ ...site, params: { ...params, offset } }));
    yield { rows: list.parse(body[listKey]), body };
    const { more, offset: next } = pageBody.parse(body);
    if (!more) return;
    if (next === undefined || next <= (offset ?? 0)) {
      const what = `Withings offers more ${listKey} of ${site.action}, but no way on (offset ${next ?? 'missing'})`;
      throw new TransportError(what, site);
    }
    offset = next;
  }
  throw new TransportError(`Withings offers more than ${MAX_PAGES} pages of ${site.action}`, site);
}
