import type { IncomingMessage } from 'node:http';
import type { Params } from './types.js';

const MAX_BODY_BYTES = 1_000_000;

/** What the routing needs to know of a request. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly action: string;
  readonly params: Params;
  readonly accessToken?: string;
}

/**
 * Reads a request to its end. Only a form-encoded body counts, as at Withings: JSON is not looked at.
 * Undefined when the body is over 1 MB.
 */
export async function readCall(request: IncomingMessage): Promise<Call | undefined> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (body === undefined) return undefined;
  const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const params = Object.fromEntries([...url.searchParams, ...new URLSearchParams(form ? body : '')]);
  const accessToken = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    action: params.action ?? '',
    params,
    ...(accessToken !== undefined && { accessToken }),
  };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
