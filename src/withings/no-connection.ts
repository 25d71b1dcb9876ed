import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AxiosResponse } from 'axios';
import { type CallSite, TransportError } from './errors.js';

/**
 * Why a request got no answer, in words, with the system's code for it. Of a host with several addresses Node says
 * nothing itself, and has a reason for each of them. An address of the web, which may hold a secret, is left out.
 */
export function reasonOf(error: unknown): string {
  const reasons = [...new Set(reasonsOf(error))];
  return reasons.length > 0 ? reasons.join('; ') : 'unknown reason';
}

function reasonsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { errors, code, cause } = error as Error & { errors?: unknown; code?: unknown };
  const inner = [...(Array.isArray(errors) ? errors : []), cause].flatMap(reasonsOf);
  const message = error.message.replace(/https?:\/\/\S+/g, 'the server').trim();
  if (message !== '') return [typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message];
  if (inner.length > 0) return inner;
  return typeof code === 'string' ? [code] : [];
}

/** Whether an answer to a request over https came from the proxy on the way: no TLS has been spoken. */
export function saidByProxy({ request }: AxiosResponse): boolean {
  const { socket } = (request ?? {}) as { socket?: Socket | TLSSocket | null };
  return socket !== undefined && socket !== null && !('encrypted' in socket && socket.encrypted);
}

const PROXY_LOGIN = 407;

/** The proxy makes no tunnel. Its status says nothing about Withings, nor about the login there. */
export function proxyRefusal(status: number, via: string, site: CallSite): TransportError {
  const advice =
    status === PROXY_LOGIN
      ? 'it wants a user and password: set HTTPS_PROXY like http://user:password@proxy.example:3128'
      : 'let it connect to Withings, or put the host of Withings into NO_PROXY';
  const message = `the proxy ${via} lets nothing through to Withings for ${site.endpoint} ${site.action}`;
  return new TransportError(`${message} (HTTP ${status}); ${advice}`, { ...site, status });
}
