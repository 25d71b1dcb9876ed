import type { FastifyInstance } from 'fastify';
import { createGate } from '../../page/gate.js';
import { createGuarded } from '../../page/guarded.js';
import { addFiles } from '../../page/static-files.js';
import { takeForms } from './forms.js';
import { OPERATOR_HEADERS } from './headers.js';
import type { OperatorOptions } from './operator-options.js';
import { addPeopleRoutes } from './people-routes.js';
import { addPersonRoutes } from './person-routes.js';
import { addRemoveRoutes } from './remove-routes.js';
import { addRenameRoutes } from './rename-routes.js';
import { addSignIn } from './sign-in-routes.js';
import { STYLE_PATH, styleAsset } from './style.js';
import { createTeller } from './teller.js';

export interface OperatorServerOptions extends OperatorOptions {
  /** Told of what went wrong and is not the fault of who asked. */
  readonly onUnexpected: (error: unknown) => void;
}

/**
 * The page of those who run this for many people, not listening yet: whole pages from here, no script, and none of what
 * was measured, since an operator is nobody's doctor.
 */
export async function createOperatorPage(options: OperatorServerOptions): Promise<FastifyInstance> {
  const { config, store, clock, onUnexpected, patience } = options;
  const { page } = config;
  // Bridges of one store may stand at one host, where a browser sends each the cookies of all.
  const instance = `${await store.settings.instance()}-${page.port}`;
  const gate = createGate({ page, ingress: false, instance, clock });
  const teller = createTeller({ gate, clock, onUnexpected });
  const app = await createGuarded({ page, gate, voice: teller.voice, patience, headers: OPERATOR_HEADERS });
  takeForms(app);
  addFiles(app, new Map([[STYLE_PATH, styleAsset()]]));
  addSignIn(app, gate, teller);
  await app.register((inner, _options, done) => {
    inner.addHook('onRequest', async (request, reply) => {
      if (request.method === 'POST') gate.checkForm(request);
      gate.checkSignedIn(request, reply);
    });
    addPeopleRoutes(inner, options, teller);
    addPersonRoutes(inner, options, teller);
    addRenameRoutes(inner, options, teller);
    addRemoveRoutes(inner, options, teller);
    done();
  });
  return app;
}
