import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { unhurried } from '../http/unhurried.js';
import type { ConnectAnswer } from './api.js';
import type { House } from './house.js';
import { bodyAs, type OfAccount } from './request.js';

const connectBody = z.strictObject({ replace: z.boolean().default(false) });
const codeBody = z.strictObject({ address: z.string().min(1).max(4096) });

/**
 * `POST /api/people/<account>/connect`: the address at Withings to open. `POST /api/people/<account>/code`: the address
 * on which the browser ended, answered when the login is kept.
 */
export function addConnecting(app: FastifyInstance, { connecting }: Pick<House, 'connecting'>): void {
  app.post<OfAccount>('/api/people/:account/connect', async (request): Promise<ConnectAnswer> => {
    const { replace } = bodyAs(connectBody, request.body);
    // Withings is asked before, and may be slow to answer.
    return unhurried(request, () => connecting.start(request.params.account, { replace }));
  });
  app.post<OfAccount>('/api/people/:account/code', async (request) => {
    const { address } = bodyAs(codeBody, request.body);
    await unhurried(request, () => connecting.paste(request.params.account, address));
    return {};
  });
}
