import { isIP } from 'node:net';

const MAX_LENGTH = 255;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Withings' rules for a callback: https, a domain name (no IP address, not localhost), port 80 or 443, at most 255
 * characters. Beyond them http on this machine is allowed, at any port: there the bridge listens that is tried out.
 */
export function isAllowedCallback(address: string): boolean {
  if (address.length > MAX_LENGTH || !URL.canParse(address)) return false;
  const { protocol, hostname, port } = new URL(address);
  if (protocol === 'http:') return LOOPBACK.test(hostname);
  const isDomain = hostname.includes('.') && isIP(hostname) === 0 && !hostname.startsWith('[');
  return protocol === 'https:' && isDomain && ['', '80'].includes(port);
}

/** The cloud's side of the callbacks. Neither call rejects. */
export interface Callbacks {
  /** The HTTP status of a HEAD request, which must be exactly 200; 0 without an answer. */
  head(address: string): Promise<number>;
  /** The HTTP status of a form-encoded POST; 0 without an answer. */
  post(address: string, params: Readonly<Record<string, string | number>>): Promise<number>;
  /** Cuts what is under way. */
  close(): void;
}

export function createCallbacks(timeoutMilliseconds: number): Callbacks {
  const closing = new AbortController();

  async function call(address: string, init: RequestInit): Promise<number> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMilliseconds);
    const signal = AbortSignal.any([closing.signal, late.signal]);
    try {
      const response = await fetch(address, { ...init, redirect: 'manual', signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    head: (address) => call(address, { method: 'HEAD' }),
    post: (address, params) =>
      call(address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(
          Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])),
        ).toString(),
      }),
    close: () => closing.abort(),
  };
}
