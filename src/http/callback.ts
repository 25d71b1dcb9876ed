import { timingSafeEqual } from 'node:crypto';
import { createHttp, type HttpServer, listen } from './server.js';

/** What comes back from the authorise page. */
export type CallbackAnswer = { readonly code: string } | { readonly problem: string };

/** What is said to whoever comes with the state of another login, or with none: anybody may open the address. */
export const ANOTHER_LOGIN =
  'the answer belongs to another login (its state does not match); start again with the address shown last';

export interface CallbackOptions {
  readonly host: string;
  readonly port: number;
  /** Of the redirect URI. */
  readonly path: string;
  readonly state: string;
  /** Exchanges the code at once, since it lives 30 seconds; what it returns, or throws, is shown to the person. */
  readonly onAnswer: (answer: CallbackAnswer) => Promise<string>;
}

/** Waits at the redirect URI for the browser that comes back from Withings. */
export async function startCallback(options: CallbackOptions): Promise<HttpServer> {
  const server = await createHttp();
  // Who only looks whether the page is there, as Withings and link checkers do, must not use the code up.
  server.head(options.path, async (_request, reply) => reply.code(200).send());
  server.get(options.path, { exposeHeadRoute: false }, async (request, reply) => {
    const query = new URL(request.url, 'http://localhost').searchParams;
    const answer = readAnswer(query, options.state);
    if (!answer) return reply.code(400).type('text/html').send(page('That did not work', ANOTHER_LOGIN));
    try {
      const text = await options.onAnswer(answer);
      return reply.type('text/html').send(page('Done', text));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return reply.code(400).type('text/html').send(page('That did not work', text));
    }
  });
  return listen(server, options);
}

/**
 * Reads the parameters of a redirect: `code` and `state`, or `error` (OAuth 2, RFC 6749, 4.1.2).
 *
 * @returns undefined for an answer to another login, which must not use this one up
 */
export function readAnswer(query: URLSearchParams, state: string): CallbackAnswer | undefined {
  if (!same(query.get('state') ?? '', state)) return undefined;
  const error = query.get('error');
  if (error === 'access_denied')
    return { problem: 'access was not allowed in the browser; start again and choose Allow' };
  if (error !== null) return { problem: `Withings answered with the error ${error.slice(0, 80)}; start again` };
  const code = query.get('code');
  return code ? { code } : { problem: 'the answer carries no code; start again' };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function page(title: string, text: string): string {
  const safe = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return (
    `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
    `<body style="font-family:sans-serif;max-width:36em;margin:4em auto"><h1>${title}</h1><p>${safe}</p></body>`
  );
}
