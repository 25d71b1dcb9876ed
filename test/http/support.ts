import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type HttpServerOptions, type Readiness, startServer } from '../../src/http/server.js';
import type { Notification } from '../../src/withings/notify.js';

export const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef';
export const FORM = 'application/x-www-form-urlencoded';
export const WELL: Readiness = { broker: true, store: true, sync: true };

export interface Served {
  readonly port: number;
  readonly url: string;
  /** Of the webhook with the right secret. */
  readonly callback: string;
  readonly notifications: Notification[];
}

/** A server that expects notifications 1 and 50 about user 7001; it closes with the test. */
export async function serve(options: Partial<HttpServerOptions> = {}): Promise<Served> {
  const notifications: Notification[] = [];
  const { port, close } = await startServer({
    host: '127.0.0.1',
    port: 0,
    alive: () => true,
    ready: async () => WELL,
    webhook: {
      secret: SECRET,
      isExpected: ({ userId, appli }) => userId === '7001' && [1, 50].includes(appli),
      onNotification: (notification) => notifications.push(notification),
    },
    ...options,
  });
  onTestFinished(close);
  const url = `http://127.0.0.1:${port}`;
  return { port, url, callback: `${url}/webhook/${SECRET}`, notifications };
}

export interface Posted {
  readonly type?: string | undefined;
  readonly body?: string | Buffer;
}

/** A POST as Withings sends it, unless told otherwise; also a body that the server does not want to hear to its end. */
export function post(address: string, { type = FORM, body = 'userid=7001&appli=1' }: Posted = {}) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = httpRequest(address, { method: 'POST', headers: { 'content-type': type }, agent: false });
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      read(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    // A server that has answered may hang up while the body is still on its way.
    request.on('error', (error) => {
      if (!answered) reject(error);
    });
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}

export interface Line {
  readonly socket: Socket;
  /** All that has come until the other side hangs up. */
  readonly answer: Promise<string>;
}

/** A bare connection, for what no HTTP client would say. */
export async function dial(port: number, first: string): Promise<Line> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const answer = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  socket.write(first);
  return { socket, answer };
}
