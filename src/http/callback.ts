import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messageOf } from '../tools.js';
import { createHttp, type HttpServer, listen } from './server.js';

/** What the authorise page answers to a login: a code, or why there is none. */
export type CallbackAnswer = { readonly code: string } | { readonly problem: string };

/** What an address says: an answer to this login, or why it is none; then it decides nothing. */
export type Reading = CallbackAnswer | { readonly ignored: string };

export interface CallbackOptions {
  readonly host: string;
  readonly port: number;
  /** Where the browser may land. */
  readonly paths: readonly string[];
  readonly state: string;
  /**
   * Exchanges the code at once, since it lives 30 seconds; what it returns, or throws, is shown to the person. Called
   * for each visit with an answer to this login.
   */
  readonly onAnswer: (answer: CallbackAnswer) => Promise<string>;
}

/** Waits at the redirect URI for the browser that comes back from Withings. */
export async function startCallback(options: CallbackOptions): Promise<HttpServer> {
  const server = await createHttp();
  const isHere = ({ url }: FastifyRequest) => options.paths.includes(pathOf(url));
  // Who only looks whether the page is there, as Withings and link checkers do, must not use the code up.
  server.head('*', async (request, reply) => (isHere(request) ? reply.code(200).send() : reply.callNotFound()));
  server.get('*', { exposeHeadRoute: false }, async (request, reply) => {
    if (!isHere(request)) return reply.callNotFound();
    if (isAhead(request)) return show(reply, 503, 'Not yet', 'This page wants to be opened by a person.');
    const query = request.url.replace(/^[^?]*\??/, '');
    const answer = readAnswer(new URLSearchParams(query), options.state);
    if ('ignored' in answer) return show(reply, 400, 'That did not work', answer.ignored);
    try {
      return show(reply, 200, 'Done', await options.onAnswer(answer));
    } catch (error) {
      return show(reply, 400, 'That did not work', messageOf(error));
    }
  });
  return listen(server, options);
}

/** Reads the parameters of a redirect: `code` and `state`, or `error` (OAuth 2, RFC 6749, 4.1.2). */
export function readAnswer(query: URLSearchParams, state: string): Reading {
  if (!same(query.get('state') ?? '', state)) {
    return {
      ignored:
        'the answer belongs to another login (its state does not match); go on with the address that the terminal ' +
        'shows, which still waits',
    };
  }
  const error = query.get('error');
  if (error === 'access_denied')
    return { problem: 'access was not allowed in the browser; start again and choose Allow' };
  if (error !== null) return { problem: `Withings answered with the error ${error.slice(0, 80)}; start again` };
  const code = query.get('code');
  // The address of the authorise page itself carries the state, too.
  return code ? { code } : { ignored: 'the answer carries no code; allow the access first' };
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?');
  return path.replace(/(?<=.)\/+$/, '');
}

/** A browser that loads a page nobody has opened yet, to be faster (Sec-Purpose and the headers before it). */
function isAhead({ headers }: FastifyRequest): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function show(reply: FastifyReply, status: number, title: string, text: string): FastifyReply {
  // A page that was kept would be shown again instead of asking; and its address holds the code.
  const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  return reply.code(status).headers(headers).type('text/html').send(page(title, text));
}

function page(title: string, text: string): string {
  const safe = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return (
    `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
    `<body style="font-family:sans-serif;max-width:36em;margin:4em auto"><h1>${title}</h1><p>${safe}</p></body>`
  );
}
