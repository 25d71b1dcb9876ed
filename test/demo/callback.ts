import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { cloudFor } from './helpers.js';

/** What a callback received. */
export interface Delivery {
  readonly method: string;
  readonly path: string;
  readonly type: string | undefined;
  readonly body: string;
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

const ok: Answering = (_, response) => response.end();

/** A callback on this machine that answers 200 unless told otherwise, and ends with the test. */
export async function startCallback() {
  const deliveries: Delivery[] = [];
  let answer = ok;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url: path = '' } = request;
    deliveries.push({ method, path, type: request.headers['content-type'], body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    deliveries,
    /** From now on. */
    answers: (next: number | Answering) => {
      answer = typeof next === 'number' ? (_, response) => response.writeHead(next).end() : next;
    },
    close,
  };
}

/** A cloud with Anna, a callback, and calls of /notify with her token. */
export async function subscriber(scope?: string) {
  const callback = await startCallback();
  const inside = await cloudFor({}, {}, scope);
  const notify = (action: string, params: Record<string, string | number> = {}) =>
    inside.call('/notify', action, params);
  const subscribe = (appli: number, params: Record<string, string | number> = {}) =>
    notify('subscribe', { callbackurl: callback.url, appli, comment: 'bridge', ...params });
  return { ...inside, callback, notify, subscribe };
}
