import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { bodyAs } from '../../page/request.js';
import type { AccountRow } from '../../store/cluster-accounts.js';
import { findRow, type OfPerson } from './find-row.js';
import { loginStatus } from './login-status.js';
import { invitationPage } from './new-invitation-page.js';
import type { OperatorOptions } from './operator-options.js';
import { personPage } from './person-page.js';
import type { Teller } from './teller.js';
import type { Texts } from './texts-en.js';
import { personPath } from './view.js';

const INVITED_MILLISECONDS = 7 * 86_400_000;

const TOLD = [
  'added',
  'enabled',
  'disabled',
  'refreshed',
  'renamed',
] as const satisfies readonly (keyof Texts['told'])[];
const personQuery = z.object({ told: z.enum(TOLD).optional().catch(undefined) });

/** `GET /people/<name>`, and what its buttons send: `POST /people/<name>/invite`, `refresh`, `enable`, `disable`. */
export function addPersonRoutes(app: FastifyInstance, options: OperatorOptions, teller: Teller): void {
  const { cluster, store, clock, log, inviteUrl, refresh } = options;
  const { accounts, invitations, queue } = cluster;

  const find = (name: string) => findRow(accounts, name);
  const back = (reply: FastifyReply, { name }: AccountRow, told?: (typeof TOLD)[number]) =>
    teller.goTo(reply, `${personPath(name)}${told ? `?told=${told}` : ''}`);

  app.get<OfPerson>('/people/:name', async (request, reply) => {
    const { told } = bodyAs(personQuery, request.query);
    const row = await find(request.params.name);
    const state = row.userId === undefined ? undefined : await store.states.load(row.userId);
    return teller.show(reply, personPage(teller.viewOf(request), { row, state, told }));
  });

  app.post<OfPerson>('/people/:name/invite', async (request, reply) => {
    const row = await find(request.params.name);
    // Its page says what goes before.
    if (!row.enabled) return back(reply, row);
    const secret = await invitations.make(row.name, INVITED_MILLISECONDS);
    log.info('{account} was invited on the page', { account: row.name });
    return teller.show(reply, invitationPage(teller.viewOf(request), row, inviteUrl(secret)));
  });

  app.post<OfPerson>('/people/:name/refresh', async (request, reply) => {
    const row = await find(request.params.name);
    if (loginStatus(row) !== 'ok') return back(reply, row);
    await refresh(row.name);
    return back(reply, row, 'refreshed');
  });

  for (const [action, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post<OfPerson>(`/people/:name/${action}`, async (request, reply) => {
      const row = await find(request.params.name);
      await accounts.enable(row.name, enabled);
      // Its turn finds out, be it to end what was announced.
      if (row.userId !== undefined) await queue.want(row.userId, clock());
      log.info('{account} was {change} on the page', { account: row.name, change: `${action}d` });
      return back(reply, row, `${action}d`);
    });
  }
}
