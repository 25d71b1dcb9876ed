import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';

/** Where Home Assistant's Supervisor calls from. */
const INGRESS = '172.30.32.2';

/** Who asks, and from where, as far as that can be believed. */
export interface Peer {
  /** `ingress`: a person whom Home Assistant knows; `local`: this machine; `remote`: any other, also behind a proxy here. */
  readonly kind: 'ingress' | 'local' | 'remote';
  /** By which wrong passwords are counted. */
  readonly address: string;
  /** What a proxy says of the address that the browser asked. Undefined without one, or where it is not to be believed. */
  readonly forwarded: Forwarded | undefined;
}

export interface Forwarded {
  readonly host: string | undefined;
  readonly protocol: string | undefined;
}

/**
 * @param socketAddress of the one who is connected
 * @param ingress whether this process runs as an App of Home Assistant
 */
export function peerOf(socketAddress: string, headers: IncomingHttpHeaders, ingress: boolean): Peer {
  const address = plain(socketAddress);
  const isIngress = ingress && address === INGRESS;
  if (!isIngress && !isLoopbackAddress(address)) {
    return { kind: 'remote', address: networkOf(address), forwarded: undefined };
  }
  const forwarded = forwardedBy(headers);
  if (isIngress) return { kind: 'ingress', address, forwarded };
  // The last one is what the proxy has seen itself; any other may be made up.
  const behind = last(headers['x-forwarded-for']);
  if (behind === undefined || isLoopbackAddress(plain(behind))) return { kind: 'local', address, forwarded };
  return { kind: 'remote', address: networkOf(plain(behind)), forwarded };
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

function forwardedBy(headers: IncomingHttpHeaders): Forwarded | undefined {
  const [host, protocol] = [last(headers['x-forwarded-host']), last(headers['x-forwarded-proto'])?.toLowerCase()];
  return host === undefined && protocol === undefined ? undefined : { host, protocol };
}

function last(header: string | readonly string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() || undefined
  );
}

/** An address of IPv4 as such, also where it comes in the clothes of IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** Whoever has an address of IPv6 has 2^64 of them. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address.slice(0, 64);
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(0, missing)).fill('0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
