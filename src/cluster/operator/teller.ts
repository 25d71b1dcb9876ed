import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Voice } from '../../http/server.js';
import type { Gate } from '../../page/gate.js';
import { PageError } from '../../page/page-error.js';
import { type Html, textOf } from './html.js';
import { problemOf, problemOfUnexpected, problemPage, type ToldProblem } from './problem-page.js';
import { rootOf, type View, viewFor } from './view.js';

/** How pages are told to whoever asks. */
export interface Teller {
  /** For what nobody has an answer to. */
  readonly voice: Voice;
  viewOf(request: FastifyRequest): View;
  show(reply: FastifyReply, page: Html, status?: number): FastifyReply;
  /** @param way from the root of the page; the browser asks for it anew, and by no form */
  goTo(reply: FastifyReply, way: string): FastifyReply;
}

export interface TellerOptions {
  readonly gate: Pick<Gate, 'hasSession'>;
  readonly clock: () => number;
  readonly onUnexpected: (error: unknown) => void;
}

export function createTeller({ gate, clock, onUnexpected }: TellerOptions): Teller {
  const viewOf = (request: FastifyRequest) => viewFor(request, clock(), gate.hasSession(request));
  const show = (reply: FastifyReply, page: Html, status = 200) =>
    reply.code(status).type('text/html; charset=utf-8').header('vary', 'Accept-Language').send(textOf(page));
  const goTo = (reply: FastifyReply, way: string) => reply.redirect(rootOf(reply.request.url) + way, 303);

  function tell(reply: FastifyReply, problem: ToldProblem): FastifyReply {
    if (problem.fields?.seconds !== undefined) void reply.header('retry-after', problem.fields.seconds);
    return show(reply, problemPage(viewOf(reply.request), problem), problem.status);
  }

  return {
    ...{ viewOf, show, goTo },
    voice: {
      notFound: (reply) => tell(reply, { status: 404, code: 'not_found' }),
      failed(error, reply) {
        if (error instanceof PageError) {
          const isAsked = error.problem.code === 'sign_in' && error.status === 401;
          return isAsked ? askToSignIn(reply) : tell(reply, problemOf(error));
        }
        const { statusCode = 500 } = error;
        if (statusCode < 500) return tell(reply, { status: statusCode, code: 'bad_request' });
        onUnexpected(error);
        return tell(reply, problemOfUnexpected(error));
      },
    },
  };

  /** With the way back to where somebody wanted to go; what a form has said is not said again. */
  function askToSignIn(reply: FastifyReply): FastifyReply {
    const { method, url } = reply.request;
    const to = method === 'GET' ? url.replace(/^\/+/, '') : '';
    return goTo(reply, `sign-in${to && `?to=${encodeURIComponent(to)}`}`);
  }
}
