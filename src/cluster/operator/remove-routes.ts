import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Departure } from '../../bridge/remove-person.js';
import { bodyAs } from '../../page/request.js';
import { WithingsError } from '../../withings/errors.js';
import { findRow, type OfPerson } from './find-row.js';
import type { ListTold } from './list-search.js';
import type { OperatorOptions } from './operator-options.js';
import { removePage } from './remove-page.js';
import type { Teller } from './teller.js';
import { typedText } from './typed-text.js';
import { personPath } from './view.js';

/** Withings is told of each kind of notification, with pauses; nobody else's connection stands still for so long. */
const WAIT_MILLISECONDS = 60_000;

const sent = z.object({
  confirm: typedText,
  force: z
    .string()
    .optional()
    .transform((text) => text === 'yes'),
});

/** `GET` and `POST /people/<name>/remove`; of somebody in a file the page of the person says where that is done. */
export function addRemoveRoutes(app: FastifyInstance, options: OperatorOptions, teller: Teller): void {
  const { cluster, remove, log } = options;
  const { accounts } = cluster;

  app.get<OfPerson>('/people/:name/remove', async (request, reply) => {
    const row = await findRow(accounts, request.params.name);
    if (row.fromFile) return teller.goTo(reply, personPath(row.name));
    return teller.show(reply, removePage(teller.viewOf(request), row));
  });

  app.post<OfPerson>('/people/:name/remove', async (request, reply) => {
    const row = await findRow(accounts, request.params.name);
    if (row.fromFile) return teller.goTo(reply, personPath(row.name));
    const { confirm, force } = bodyAs(sent, request.body);
    const view = teller.viewOf(request);
    if (confirm !== row.name) return teller.show(reply, removePage(view, row, { kind: 'name' }), 400);
    reply.raw.setTimeout(WAIT_MILLISECONDS, () => reply.raw.destroy());
    try {
      const departure = await remove(row, force);
      if (departure instanceof WithingsError) {
        const reason = log.blank(departure.message);
        log.info('{account} was removed on the page, and not at Withings: {reason}', { account: row.name, reason });
      } else {
        log.info('{account} was removed on the page', { account: row.name });
      }
      return teller.goTo(reply, `?told=${toldOf(departure)}`);
    } catch (error) {
      if (!(error instanceof WithingsError)) throw error;
      const reason = log.blank(error.message);
      log.info('{account} was not removed on the page: {reason}', { account: row.name, reason });
      return teller.show(reply, removePage(view, row, { kind: 'withings', reason }), 502);
    }
  });
}

function toldOf(departure: Departure): ListTold {
  if (departure instanceof WithingsError) return 'removedHere';
  return departure === 'ended' ? 'removed' : 'removedAlone';
}
