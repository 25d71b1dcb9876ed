import type { FastifyInstance } from 'fastify';
import { pageVoice } from './answers.js';
import { createGate } from './gate.js';
import { createGuarded } from './guarded.js';
import type { PageOptions } from './page-options.js';
import { addRoutes } from './routes.js';
import { SAFETY_HEADERS } from './safety-headers.js';

/** The page's server, not listening yet. */
export async function createPage(options: PageOptions): Promise<FastifyInstance> {
  const { house, ingress, onUnexpected, patience } = options;
  const { page } = house.config;
  const instance = await house.store.settings.instance();
  const gate = createGate({ page, ingress, instance, clock: options.tools.clock });
  const voice = pageVoice(onUnexpected);
  const app = await createGuarded({ page, gate, voice, patience, headers: SAFETY_HEADERS });
  takeJsonOnly(app);
  await addRoutes(app, { ...options, gate });
  return app;
}

function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
}
