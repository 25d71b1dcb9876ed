import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSecret } from '../secrets.js';
import { addBrowserReturn, isAhead } from './browser-return.js';
import { aheadPage, CALLBACK_HEADERS, connectedPage, failedPage } from './callback-page.js';
import { languageOf } from './language.js';
import { unhurried } from './unhurried.js';

/** What the authorise page answers to a login: a code, or why there is none. */
export type CallbackAnswer = { readonly code: string } | { readonly problem: string; readonly denied: boolean };

/** It decides nothing: it belongs to another login, or is the address of the authorise page itself. */
export interface Ignored {
  readonly ignored: 'other_login' | 'no_code';
}

/** What an address says to one login. */
export type CallbackOutcome = CallbackAnswer | Ignored;

export interface CallbackRoute {
  /** Where the browser may land. */
  readonly paths: readonly string[];
  /**
   * Called for each visit by a person, with the parameters of the address. The code lives 30 seconds, so it is exchanged
   * at once.
   *
   * @returns the account that is connected now @throws LandingError where there are words for why it is not
   */
  readonly onVisit: (query: URLSearchParams) => Promise<string>;
}

/** The page to which the browser comes back from Withings, on a server that may have others. */
export function addCallback(server: FastifyInstance, { paths, onVisit }: CallbackRoute): void {
  addBrowserReturn(server, {
    ...{ paths, headers: CALLBACK_HEADERS },
    answer: (request, reply, query) => showVisit(request, reply, () => onVisit(query)),
  });
}

/** Shows what comes of a visit; nothing is done for a browser that nobody sits in front of. */
export async function showVisit(
  request: FastifyRequest,
  reply: FastifyReply,
  onVisit: () => Promise<string>,
): Promise<FastifyReply> {
  const language = languageOf(request.headers['accept-language']);
  if (isAhead(request)) return show(reply, 503, aheadPage(language));
  try {
    // Withings may want a pause before it takes the code.
    return show(reply, 200, connectedPage(language, await unhurried(request, onVisit)));
  } catch (error) {
    return show(reply, 400, failedPage(language, error));
  }
}

/** Reads the parameters of a redirect: `code` and `state`, or `error` (OAuth 2, RFC 6749, 4.1.2). */
export function readAnswer(query: URLSearchParams, state: string): CallbackOutcome {
  if (!hasState(query, state)) return { ignored: 'other_login' };
  const error = query.get('error');
  if (error === 'access_denied') {
    return { problem: 'access was not allowed in the browser; start again and choose Allow', denied: true };
  }
  if (error !== null) {
    return { problem: `Withings answered with the error ${error.slice(0, 80)}; start again`, denied: false };
  }
  const code = query.get('code');
  // The address of the authorise page itself carries the state, too.
  return code ? { code } : { ignored: 'no_code' };
}

/** Whether it is meant for the login with this state. */
export function hasState(query: URLSearchParams, state: string): boolean {
  return isSecret(query.get('state') ?? '', state);
}

function show(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).headers(CALLBACK_HEADERS).type('text/html').send(page);
}
