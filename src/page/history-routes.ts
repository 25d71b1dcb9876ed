import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { HistoryView } from './api.js';
import { checkAccount } from './check-account.js';
import type { House } from './house.js';
import { bodyAs, type OfAccount } from './request.js';

const nothing = z.strictObject({});

/** `POST /api/people/<account>/history` begins the import into Home Assistant; `GET` tells how far it is. */
export function addHistory(app: FastifyInstance, { config, imports }: Pick<House, 'config' | 'imports'>): void {
  app.post<OfAccount>(
    '/api/people/:account/history',
    async ({ params: { account }, body }, reply): Promise<HistoryView> => {
      bodyAs(nothing, body);
      await imports.start(account);
      void reply.code(202);
      return imports.of(account);
    },
  );
  app.get<OfAccount>('/api/people/:account/history', async ({ params: { account } }): Promise<HistoryView> => {
    checkAccount(config, account);
    return imports.of(account);
  });
}
