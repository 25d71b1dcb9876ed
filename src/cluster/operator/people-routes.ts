import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyAs } from '../../page/request.js';
import { NameTakenError } from '../../store/errors.js';
import { type AddInput, accountOf, readAddInput } from './add-form.js';
import { listOfPeople } from './list-page.js';
import { type ListQuery, type ListTold, listPage, listQuery, listTold } from './list-search.js';
import type { OperatorOptions } from './operator-options.js';
import type { Teller } from './teller.js';
import { personPath } from './view.js';

/** `GET /`, the list, and `POST /people`, which adds one to it. */
export function addPeopleRoutes(app: FastifyInstance, { cluster, log }: OperatorOptions, teller: Teller): void {
  const { accounts } = cluster;

  interface Wishes {
    readonly query?: ListQuery;
    readonly rejected?: AddInput;
    readonly told?: ListTold | undefined;
  }

  async function showList(request: FastifyRequest, reply: FastifyReply, { query = {}, rejected, told }: Wishes) {
    const [page, counts] = await Promise.all([listPage(accounts, query), accounts.count()]);
    const list = listOfPeople(teller.viewOf(request), { query, page, counts, rejected, told });
    return teller.show(reply, list, rejected ? 400 : 200);
  }

  app.get('/', async (request, reply) => {
    const { told } = bodyAs(listTold, request.query);
    return showList(request, reply, { query: bodyAs(listQuery, request.query), told });
  });

  app.post('/people', async (request, reply) => {
    const input = readAddInput(request.body);
    if (input.wrong) return showList(request, reply, { rejected: input });
    try {
      await accounts.add(accountOf(input));
    } catch (error) {
      if (!(error instanceof NameTakenError)) throw error;
      return showList(request, reply, { rejected: { ...input, wrong: 'taken' } });
    }
    log.info('{account} was added on the page', { account: input.name });
    return teller.goTo(reply, `${personPath(input.name)}?told=added`);
  });
}
