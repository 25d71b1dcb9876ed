import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/index.js';
import { createHttp, type HttpOptions } from '../http/server.js';
import type { Gate } from './gate.js';
import { basePathOf } from './own-address.js';

export interface GuardedOptions extends Pick<HttpOptions, 'patience' | 'voice'> {
  readonly page: Pick<Config['page'], 'host' | 'url'>;
  readonly gate: Pick<Gate, 'checkHost'>;
  /** Of every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A server for pages, not listening yet, which answers to no other name than its own. It also answers below the path of
 * `page.url`, for a proxy that leaves it in.
 */
export async function createGuarded({ page, gate, headers, ...options }: GuardedOptions): Promise<FastifyInstance> {
  const base = basePathOf(page);
  const app = await createHttp({
    ...options,
    rewriteUrl: (url) => (url.startsWith(base) ? `/${url.slice(base.length)}` : url),
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers);
    gate.checkHost(request);
    // What a page loads lies beside it, and so below the path with its slash; our own routes go before.
    if (request.is404 && `${pathOf(request.originalUrl)}/` === base) {
      return reply.redirect(`${base.split('/').at(-2)}/`, 308);
    }
  });
  return app;
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/, '');
}
