import type { FastifyInstance } from 'fastify';
import { createHttp } from '../http/server.js';
import { pageVoice } from './answers.js';
import { createGate } from './gate.js';
import { basePathOf } from './own-address.js';
import type { PageOptions } from './page-options.js';
import { addRoutes } from './routes.js';
import { SAFETY_HEADERS } from './safety-headers.js';

/** The page's server, not listening yet. It also answers below the path of `page.url`, for a proxy that leaves it in. */
export async function createPage(options: PageOptions): Promise<FastifyInstance> {
  const { house, ingress, onUnexpected, patience } = options;
  const { page } = house.config;
  const base = basePathOf(page);
  const instance = await house.store.settings.instance();
  const app = await createHttp({
    patience,
    voice: pageVoice(onUnexpected),
    rewriteUrl: (url) => (url.startsWith(base) ? `/${url.slice(base.length)}` : url),
  });
  const gate = createGate({ page, ingress, instance, clock: options.tools.clock });
  takeJsonOnly(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(SAFETY_HEADERS);
    gate.checkHost(request);
    // What the page loads lies beside it, and so below the path with its slash; our own routes go before.
    if (request.is404 && `${pathOf(request.originalUrl)}/` === base) {
      return reply.redirect(`${base.split('/').at(-2)}/`, 308);
    }
  });
  await addRoutes(app, { ...options, gate });
  return app;
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/, '');
}

function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
}
