import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

export const SUPERVISOR_TOKEN = 'token-that-the-supervisor-gives-an-app';

/** A broker as the Supervisor tells of it. */
export interface Service {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
}

export interface SupervisorOptions {
  /** `absent`: no App offers a broker; `broken`: the Supervisor is not well. */
  readonly mqtt: Service | 'absent' | 'broken';
  readonly core?: Core;
}

export interface FakeSupervisor {
  readonly url: string;
  /** While Home Assistant restarts nobody is let through to it. */
  restarting: boolean;
  /** Of each request, method and path. */
  readonly requests: string[];
  /** Types of messages that an App may not send, and did. */
  readonly denied: string[];
  /** Bytes of each message that an App has sent to Home Assistant, without the sign-in. */
  readonly sent: number[];
  /** Cuts what runs to Home Assistant now. */
  cut(): void;
}

/** What an App may send to Home Assistant at once (supervisor, api/proxy.py: aiohttp's default). */
export const MOST_BYTES = 4 * 1024 * 1024;
const DENIED = /^(supervisor|hassio)\//;
const SOCKETS = ['/core/websocket', '/core/api/websocket'];
const REST = /^\/core(\/api\/.*)$/;
/** Of the Supervisor's own integration, whoever asks (supervisor, api/middleware/security.py). */
const NOBODYS = /^\/api\/hassio/;

/** A Supervisor on 127.0.0.1, with what it lets an App do: ask for the broker, and talk to Home Assistant. */
export async function startSupervisor({ mqtt, core }: SupervisorOptions): Promise<FakeSupervisor> {
  const requests: string[] = [];
  const denied: string[] = [];
  const sent: number[] = [];
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (!isKnown(request)) return answer(response, 401, { result: 'error', message: '401: Unauthorized' });
    const path = REST.exec(request.url ?? '')?.[1];
    if (path && core && !NOBODYS.test(path)) {
      if (fake.restarting) return answer(response, 502, { result: 'error', message: 'Bad Gateway' });
      return void passOn(request, response, { url: core.url + path, token: core.token });
    }
    if (request.url !== '/services/mqtt') return answer(response, 403, { result: 'error', message: 'Forbidden' });
    if (mqtt === 'broken') return answer(response, 500, { result: 'error', message: 'Unknown error' });
    if (mqtt === 'absent') return answer(response, 400, { result: 'error', message: 'Service not enabled' });
    const data = { addon: 'core_mosquitto', ssl: false, protocol: '3.1.1', ...mqtt };
    return answer(response, 200, { result: 'ok', data });
  });
  const fake: FakeSupervisor = {
    url: '',
    restarting: false,
    requests,
    denied,
    sent,
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
  server.on('upgrade', (request, socket, head) => {
    requests.push(`SOCKET ${request.url}`);
    const status = !SOCKETS.includes(request.url ?? '') ? '404 Not Found' : fake.restarting ? '502 Bad Gateway' : '';
    if (status || !core) return void socket.end(`HTTP/1.1 ${status || '404 Not Found'}\r\nconnection: close\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, (app) => void joinCore(app, core, { denied, sent }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    fake.cut();
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function isKnown({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${SUPERVISOR_TOKEN}`;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

interface Core {
  readonly url: string;
  readonly token: string;
}

/** A request of the App's, with the Supervisor's own token. */
async function passOn(request: IncomingMessage, response: ServerResponse, { url, token }: Core): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': request.headers['content-type'] ?? '' };
  const body = Buffer.concat(await request.toArray());
  const { method = 'GET' } = request;
  const reply = await fetch(url, { method, headers, ...(body.length > 0 && { body }) });
  const type = reply.headers.get('content-type') ?? '';
  response.writeHead(reply.status, { 'content-type': type }).end(Buffer.from(await reply.arrayBuffer()));
}

/** It signs the App in itself, and Home Assistant sees the Supervisor's own token. */
async function joinCore(app: WebSocket, core: Core, seen: Pick<FakeSupervisor, 'denied' | 'sent'>): Promise<void> {
  app.on('error', () => {});
  app.send(JSON.stringify({ type: 'auth_required', ha_version: '2026.11.0' }));
  const [first] = await once(app, 'message');
  const { access_token: token } = JSON.parse(String(first)) as { access_token?: unknown };
  if (token !== SUPERVISOR_TOKEN) {
    app.send(JSON.stringify({ type: 'auth_invalid', message: 'Invalid access' }));
    return app.close();
  }
  const home = new WebSocket(`${core.url.replace(/^http/, 'ws')}/api/websocket`);
  home.on('error', () => app.terminate());
  home.on('close', () => app.terminate());
  app.on('close', () => home.terminate());
  home.on('message', (data) => {
    const { type } = JSON.parse(String(data)) as { type: string };
    if (type === 'auth_required') home.send(JSON.stringify({ type: 'auth', access_token: core.token }));
    else app.send(String(data));
  });
  app.on('message', (data) => {
    const text = String(data);
    const { type } = JSON.parse(text) as { type: string };
    seen.sent.push(Buffer.byteLength(text));
    if (!DENIED.test(type)) return home.send(text);
    seen.denied.push(type);
    app.terminate();
  });
}
