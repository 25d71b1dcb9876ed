import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AxiosResponse } from 'axios';
import { type CallSite, TransportError } from './errors.js';

/**
 * Why a request got no answer, in words, with the system's code for it. Of a host with several addresses Node says
 * nothing itself, and has a reason for each of them. An address of the web, which may hold a secret, is left out.
 */
export function connectionReasonOf(error: unknown): string {
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

/**
 * The same as an error of its own, with the system's code where there is one: the HTTP client's holds the Authorization
 * header and the form.
 */
export function causeOf(error: unknown, blank = (text: string) => text): Error {
  const cause = new Error(blank(connectionReasonOf(error)));
  const code = codeOf(error);
  return code === undefined ? cause : Object.assign(cause, { code });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errors, code, cause } = error as Error & { errors?: unknown; code?: unknown };
  if (typeof code === 'string') return code;
  return [...(Array.isArray(errors) ? errors : []), cause].map(codeOf).find((one) => one !== undefined);
}

export interface FailedCall {
  /** The last attempt took too long. */
  readonly expired: boolean;
  /** The proxy on the way. */
  readonly via: string | undefined;
  /** Takes out what must not be repeated. */
  readonly blank: (text: string) => string;
}

/** A call that got no answer. */
export function noConnection(error: unknown, site: CallSite, { expired, via, blank }: FailedCall): TransportError {
  const { endpoint, action } = site;
  const way = via ? ` through the proxy ${via}` : '';
  if (expired) {
    return new TransportError(`Withings did not answer ${endpoint} ${action}${way} in time`, { endpoint, action });
  }
  const cause = causeOf(error, blank);
  const message = `no connection to Withings${way} for ${endpoint} ${action}: ${cause.message}`;
  return new TransportError(message, { endpoint, action, cause });
}

/** A call for whose answer nobody waits any more. */
export function givenUp({ endpoint, action }: CallSite): TransportError {
  return new TransportError(`given up before Withings answered ${endpoint} ${action}`, { endpoint, action });
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
