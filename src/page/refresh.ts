import type { FastifyInstance } from 'fastify';
import type { Tools } from '../tools.js';
import { resolvesWithin } from '../tools.js';
import { checkAccount } from './check-account.js';
import type { House } from './house.js';
import { accountIn } from './request.js';

/** Before a proxy, or the server itself, takes the connection for one that is dead. */
const WAIT_MILLISECONDS = 8000;

/**
 * `POST /api/people/<account>/refresh`: 200 when all feeds have come in, or could not; 202 when that takes longer. The rest
 * is told by the state.
 */
export function addRefresh(app: FastifyInstance, house: Pick<House, 'config' | 'refresh'>, tools: Tools): void {
  const underWay = new Map<string, Promise<void>>();
  app.post('/api/people/:account/refresh', async (request, reply) => {
    const name = accountIn(request.params);
    checkAccount(house.config, name);
    // Whoever clicks again waits for the same one.
    const running = underWay.get(name) ?? house.refresh(name).finally(() => underWay.delete(name));
    underWay.set(name, running);
    const isOver = await resolvesWithin(tools, WAIT_MILLISECONDS, running);
    return reply.code(isOver ? 200 : 202).send({});
  });
}
