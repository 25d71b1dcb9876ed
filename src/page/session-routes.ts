import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Gate } from './gate.js';
import { PageError } from './page-error.js';

const signIn = z.object({ password: z.string().max(1000) });

/** `POST /api/session` with the password, and `DELETE /api/session`. */
export function addSession(app: FastifyInstance, gate: Gate): void {
  app.post('/api/session', async (request, reply) => {
    const body = signIn.safeParse(request.body);
    if (!body.success) throw new PageError(400, 'bad_request', 'Expected {"password": "…"}.');
    gate.signIn(request, reply, body.data.password);
    return {};
  });
  app.delete('/api/session', async (request, reply) => {
    gate.signOut(request, reply);
    return {};
  });
}
