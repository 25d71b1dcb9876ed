import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface BrowserReturn {
  /** Where the browser may land. */
  readonly paths: readonly string[];
  /** Of every answer, also of one without a page. */
  readonly headers: Readonly<Record<string, string>>;
  /** @param query what the address says */
  readonly answer: (request: FastifyRequest, reply: FastifyReply, query: URLSearchParams) => Promise<FastifyReply>;
}

/** The address to which browsers come back from Withings, on a server that may have others. */
export function addBrowserReturn(server: FastifyInstance, { paths, headers, answer }: BrowserReturn): void {
  const isHere = ({ url }: FastifyRequest) => paths.includes(pathOf(url));
  // Who only looks whether the page is there, as Withings and link checkers do, must not use the code up.
  server.head('*', async (request, reply) =>
    isHere(request) ? reply.code(200).headers(headers).send() : reply.callNotFound(),
  );
  server.get('*', { exposeHeadRoute: false }, async (request, reply) => {
    if (!isHere(request)) return reply.callNotFound();
    return answer(request, reply, new URLSearchParams(request.url.replace(/^[^?]*\??/, '')));
  });
}

/** A browser that loads a page nobody has opened yet, to be faster (Sec-Purpose and the headers before it). */
export function isAhead({ headers }: FastifyRequest): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?');
  return path.replace(/(?<=.)\/+$/, '');
}
