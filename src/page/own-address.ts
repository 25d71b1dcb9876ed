import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config/index.js';
import { hostToCall, socketHost } from '../http/host-address.js';
import type { Peer } from '../http/peer.js';

type PageAddress = Pick<Config['page'], 'host' | 'url'>;

/**
 * Whether a Host header names this page: an address, this machine's own name, or what the configuration says. A name that
 * somebody else has let point here (DNS rebinding) is none of these. The port makes no difference.
 */
export function isOwnHost(header: string | undefined, page: PageAddress): boolean {
  const name = hostNameOf(header);
  if (name === undefined) return false;
  if (isIP(socketHost(name)) !== 0) return true;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const configured = [page.host, page.url && new URL(page.url).hostname];
  return configured.some((own) => own?.toLowerCase() === name);
}

/**
 * Whether a request comes from this page itself, or from no page at all, such as a script or an address that was typed.
 * Browsers say where from with every write; `Sec-Fetch-Site` only where nobody can listen, and no page can change it.
 *
 * @param isWrite what is typed or bookmarked writes nothing
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, peer: Peer, page: PageAddress, isWrite: boolean): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return true;
  if (site !== undefined && (isWrite || site !== 'none')) return false;
  const { origin } = headers;
  return origin === undefined || ownOrigins(headers, peer, page).includes(origin.toLowerCase());
}

function ownOrigins({ host }: IncomingHttpHeaders, { forwarded }: Peer, page: PageAddress): string[] {
  const hosts = [host, forwarded?.host].flatMap((one) => one?.toLowerCase() ?? []);
  // A proxy that says how it was asked is believed; of one that does not, either may be true.
  const protocols = forwarded?.protocol ? [forwarded.protocol] : ['http', 'https'];
  const asked = hosts.flatMap((one) => protocols.flatMap((protocol) => originOf(`${protocol}://${one}`) ?? []));
  return [...asked, ...(page.url ? [new URL(page.url).origin] : [])];
}

/** Below which path a browser finds the page, and whether over https, for its cookie. */
export function cookiePlace(headers: IncomingHttpHeaders, { forwarded }: Peer, page: PageAddress): CookiePlace {
  const asked = headers.origin ?? `${forwarded?.protocol ?? 'http'}://${forwarded?.host ?? headers.host}`;
  const isKnown = page.url !== undefined && originOf(asked) === new URL(page.url).origin;
  return { path: isKnown ? basePathOf(page) : '/', secure: /^https:/i.test(asked) };
}

export interface CookiePlace {
  readonly path: string;
  readonly secure: boolean;
}

/** The path of `page.url`, with a slash at both ends; `/` without one. */
export function basePathOf({ url }: Pick<PageAddress, 'url'>): string {
  return url === undefined ? '/' : `${new URL(url).pathname.replace(/\/+$/, '')}/`;
}

/** Where a browser finds the page: `page.url`, or on this machine. */
export function pageAddress({ host, port, url }: PageAddress & Pick<Config['page'], 'port'>): string {
  if (url !== undefined) return url;
  const name = hostToCall(host);
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

function hostNameOf(host: string | undefined): string | undefined {
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}
