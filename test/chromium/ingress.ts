import type { IncomingMessage } from 'node:http';
import { type Forwarder, startForwarder, type Way } from './forwarding.js';

const TOKEN = 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY';
const PREFIX = `/api/hassio_ingress/${TOKEN}`;

/** What the Supervisor takes for an attack, in a path or a query (supervisor, api/middleware/security.py). */
const ATTACKS = [
  /proc\/self\/environ/i,
  /(<|%3C).*script.*(>|%3E)/i,
  /(\.\.\/\/?)+/,
  /[a-z0-9_]=\/([a-z0-9_.]\/\/?)+/i,
  /union.*select.*\(/i,
  /union.*all.*select/i,
  /concat.*\(/i,
];

export interface Ingress extends Forwarder {
  /** Home Assistant, with the page in a frame. */
  readonly address: string;
  /** Of the frame. */
  readonly framed: string;
}

/** Home Assistant's panel of an App: a frame of its own origin, and what Core and Supervisor do to each request. */
export async function startIngress(base: string): Promise<Ingress> {
  const forwarder = await startForwarder(base, wayThrough);
  return { ...forwarder, address: `${forwarder.origin}/`, framed: `${forwarder.origin}${PREFIX}/` };
}

function wayThrough(request: IncomingMessage): Way {
  const { url = '/' } = request;
  if (url === '/') return { status: 200, html: panel() };
  if (!url.startsWith(`${PREFIX}/`)) return { status: 404, html: 'Not found' };
  const path = url.slice(PREFIX.length);
  if (path.split('?').some((part) => isAttack(part))) return { status: 400, html: 'Bad Request' };
  const { 'accept-encoding': _, ...headers } = request.headers;
  const { host = '' } = headers;
  return {
    path,
    headers: {
      ...headers,
      'x-hass-source': 'core.ingress',
      'x-ingress-path': PREFIX,
      'x-forwarded-for': request.socket.remoteAddress,
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
      'x-remote-user-id': 'b7c1f0',
      'x-remote-user-name': 'anna',
      'x-remote-user-display-name': 'Anna',
    },
  };
}

function isAttack(part: string): boolean {
  const plain = unquoted(part);
  return ATTACKS.some((pattern) => pattern.test(plain));
}

/** As often as there is something to unquote. */
function unquoted(text: string): string {
  const next = decodeURIComponent(text);
  return next === text ? text : unquoted(next);
}

function panel(): string {
  return `<!doctype html><html lang="en"><head><title>Home Assistant</title><link rel="icon" href="data:,"></head>
<body style="margin:0"><iframe title="withings2mqtt" src="${PREFIX}/" style="border:0;width:100%;height:100vh"></iframe></body></html>`;
}
