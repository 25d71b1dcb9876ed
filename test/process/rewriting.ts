import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Certificate } from '../mqtt/certificate.js';

/** What becomes of a true answer on its way. */
export interface Rewriting {
  readonly body?: (body: unknown, path: string) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server between the bridge and a cloud that changes answers; over TLS when it has a certificate. */
export interface Rewriter {
  readonly url: string;
  /** How often somebody has asked. */
  requests(): number;
  set(rewriting: Rewriting): void;
}

export async function startRewriter(cloudUrl: string, certificate?: Certificate): Promise<Rewriter> {
  let rewriting: Rewriting = {};
  let requests = 0;
  const listener: RequestListener = async (request, response) => {
    requests += 1;
    const path = request.url ?? '/';
    const { content, authorization } = await read(request);
    const answer = await fetch(cloudUrl + path, {
      method: 'POST',
      body: content,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(authorization && { authorization }) },
    });
    const envelope = (await answer.json()) as { body?: unknown };
    const { body = (same: unknown) => same, headers = {} } = rewriting;
    response.writeHead(answer.status, headers).end(JSON.stringify({ ...envelope, body: body(envelope.body, path) }));
  };
  const server = certificate ? createSecureServer({ ...certificate }, listener) : createServer(listener);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http${certificate ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    set(next) {
      rewriting = next;
    },
  };
}

async function read(request: IncomingMessage): Promise<{ content: string; authorization: string | undefined }> {
  let content = '';
  for await (const chunk of request) content += chunk;
  return { content, authorization: request.headers.authorization };
}

/** The same JSON with another kind of thing at every leaf, and objects where there were lists. */
export function wrongTypes(value: unknown): unknown {
  if (Array.isArray(value)) return { rows: value.map(wrongTypes) };
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wrongTypes(item)]));
  }
  if (typeof value === 'number') return { value };
  return typeof value === 'string' ? [value] : 'x';
}
