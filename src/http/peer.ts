import type { IncomingHttpHeaders } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

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
  // What the nearest proxy has seen stands last; what stands before the first other machine may be made up.
  const other = seenBy(headers).findLast((seen) => !isLoopbackAddress(seen));
  if (other === undefined) return { kind: 'local', address, forwarded };
  return { kind: 'remote', address: networkOf(other), forwarded };
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

/** Whom proxies say they act for, the nearest one last. What is none of our forms is somebody, too. */
function seenBy(headers: IncomingHttpHeaders): string[] {
  return ['forwarded', 'x-real-ip', 'x-forwarded-for'].flatMap((name) =>
    headers[name] === undefined
      ? []
      : String(headers[name])
          .split(',')
          .map((one) => plain(withoutPort(one.trim()))),
  );
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

function withoutPort(address: string): string {
  return address.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
}

/** An address of IPv4 as such, also where it comes in the clothes of IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** Whoever has an address of IPv6 may have 2^80 of them, and whoever writes what is no address has any number. */
function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return 'unknown';
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(0, missing)).fill('0'), ...after];
  return `${groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/48`;
}
