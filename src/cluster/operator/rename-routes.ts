import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PageError } from '../../page/page-error.js';
import { bodyAs } from '../../page/request.js';
import type { RenameRefusal } from '../rename-account.js';
import { MOST_LETTERS } from './add-form.js';
import { findRow, type OfPerson } from './find-row.js';
import type { OperatorOptions } from './operator-options.js';
import { type RejectedName, renamePage } from './rename-page.js';
import type { Teller } from './teller.js';
import { typedText } from './typed-text.js';
import { personPath } from './view.js';

const sent = z.object({
  name: typedText,
});

/** `GET` and `POST /people/<name>/rename`; of somebody in a file the page of the person says where that is done. */
export function addRenameRoutes(app: FastifyInstance, options: OperatorOptions, teller: Teller): void {
  const { cluster, rename, log } = options;

  app.get<OfPerson>('/people/:name/rename', async (request, reply) => {
    const row = await findRow(cluster.accounts, request.params.name);
    if (row.fromFile) return teller.goTo(reply, personPath(row.name));
    return teller.show(reply, renamePage(teller.viewOf(request), row));
  });

  app.post<OfPerson>('/people/:name/rename', async (request, reply) => {
    const row = await findRow(cluster.accounts, request.params.name);
    const { name } = bodyAs(sent, request.body);
    if (row.fromFile || name === row.name) return teller.goTo(reply, personPath(row.name));
    const wrong = name.length > MOST_LETTERS ? 'name' : wrongOf(await rename(row, name));
    if (wrong) return teller.show(reply, renamePage(teller.viewOf(request), row, { name, wrong }), 400);
    log.info('{account} was renamed on the page, and was {former}', { account: name, former: row.name });
    return teller.goTo(reply, `${personPath(name)}?told=renamed`);
  });
}

function wrongOf(refusal: RenameRefusal | undefined): RejectedName['wrong'] | undefined {
  switch (refusal?.kind) {
    case undefined:
      return undefined;
    case 'name':
      return 'name';
    case 'taken':
      return refusal.userId === undefined ? 'taken' : 'takenWithout';
    case 'gone':
      throw new PageError(404, 'not_found', 'There is nothing here.');
  }
}
