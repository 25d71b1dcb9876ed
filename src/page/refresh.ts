import type { FastifyInstance } from 'fastify';
import type { Tools } from '../tools.js';
import { resolvesWithin } from '../tools.js';
import type { RefreshAnswer } from './api.js';
import { checkAccount } from './check-account.js';
import type { House } from './house.js';
import { PageError } from './page-error.js';
import type { OfAccount } from './request.js';
import { troublesOf } from './troubles.js';

/** Before a proxy, or the server itself, takes the connection for one that is dead. */
const WAIT_MILLISECONDS = 8000;

/**
 * `POST /api/people/<account>/refresh`: 200 when all feeds have come in, 202 when that takes longer, 502 with the first
 * problem when one could not.
 */
export function addRefresh(
  app: FastifyInstance,
  house: Pick<House, 'config' | 'people' | 'refresh'>,
  tools: Tools,
): void {
  const underWay = new Map<string, Promise<void>>();
  app.post<OfAccount>('/api/people/:account/refresh', async (request, reply): Promise<RefreshAnswer> => {
    const name = request.params.account;
    checkAccount(house.config, name);
    // Whoever clicks again waits for the same one.
    const running = underWay.get(name) ?? house.refresh(name).finally(() => underWay.delete(name));
    underWay.set(name, running);
    const isOver = await resolvesWithin(tools, WAIT_MILLISECONDS, running);
    if (!isOver) {
      reply.code(202);
      return { state: 'going_on' };
    }
    const [problem] = troublesOf(house.people().filter(({ account }) => account.name === name));
    if (problem) throw new PageError(502, problem.code, problem.error, problem.fields);
    return { state: 'fetched' };
  });
}
