import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Gate } from '../../page/gate.js';
import { PageError } from '../../page/page-error.js';
import { bodyAs } from '../../page/request.js';
import { problemOf, problemText } from './problem-page.js';
import { ownWay, signInPage } from './sign-in-page.js';
import type { Teller } from './teller.js';

const way = z.string().max(2000).default('').catch('');
const signInQuery = z.object({ to: way });
const signInForm = z.object({ password: z.string().max(1000), to: way });

/** `GET /sign-in`, `POST /sign-in` with `password` and `to`, `POST /sign-out`. */
export function addSignIn(app: FastifyInstance, gate: Gate, { viewOf, show, goTo }: Teller): void {
  app.get('/sign-in', async (request, reply) => {
    const { to } = bodyAs(signInQuery, request.query);
    if (!gate.canSignOut(request) || gate.hasSession(request)) return goTo(reply, ownWay(to));
    return show(reply, signInPage(viewOf(request), to));
  });
  app.post('/sign-in', async (request, reply) => {
    gate.checkForm(request);
    const { password, to } = bodyAs(signInForm, request.body);
    try {
      gate.signIn(request, reply, password);
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      const problem = problemOf(error);
      if (problem.fields?.seconds !== undefined) void reply.header('retry-after', problem.fields.seconds);
      const view = viewOf(request);
      return show(reply, signInPage(view, to, problemText(view, problem)), problem.status);
    }
    return goTo(reply, ownWay(to));
  });
  app.post('/sign-out', async (request, reply) => {
    gate.checkForm(request);
    gate.signOut(request, reply);
    return goTo(reply, 'sign-in');
  });
}
