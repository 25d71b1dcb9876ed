import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What becomes of a request: it is answered here, or goes on with another path and other headers. */
export type Way =
  | { readonly status: number; readonly html: string }
  | { readonly path: string; readonly headers: IncomingHttpHeaders };

export interface Forwarder {
  /** Without a slash at its end. */
  readonly origin: string;
  /** What came, as `GET /path`. */
  readonly requests: readonly string[];
  /** Answers that have begun and have not ended: the streams, when nothing else is under way. */
  streams(): number;
  /** Cuts the streams; whoever comes next gets through. */
  cut(): void;
}

/** An HTTP server on 127.0.0.1 that hands on what it gets, answers as they come; it closes with the test. */
export async function startForwarder(target: string, way: (request: IncomingMessage) => Way): Promise<Forwarder> {
  const requests: string[] = [];
  const open = new Set<ServerResponse>();

  function handle(incoming: IncomingMessage, answer: ServerResponse): void {
    requests.push(`${incoming.method} ${incoming.url}`);
    const what = way(incoming);
    if ('html' in what) {
      answer.writeHead(what.status, { 'content-type': 'text/html; charset=utf-8' }).end(what.html);
      return;
    }
    open.add(answer);
    answer.once('close', () => open.delete(answer));
    const { path, headers } = what;
    const onward = request(new URL(path, target), { method: incoming.method ?? 'GET', headers, agent: false });
    onward.once('response', (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answer.flushHeaders();
      answered.pipe(answer);
      answered.once('error', () => answer.destroy());
    });
    onward.once('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    answer.once('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  const server = createServer(handle);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    streams: () => [...open].filter(({ headersSent }) => headersSent).length,
    cut() {
      for (const answer of open) answer.destroy();
    },
  };
}
