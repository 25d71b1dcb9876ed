import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AxiosProxyConfig } from 'axios';
import { getProxyForUrl } from 'proxy-from-env';
import { ADDRESS_MILLISECONDS } from './address-timeout.js';
import { TransportError } from './errors.js';

/** How requests get to a server, as options of axios. */
export interface Route {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  readonly proxy: AxiosProxyConfig | false;
  /** Host and port of the proxy, for people; undefined where there is none on the way. */
  readonly via: string | undefined;
}

const PATIENT = { autoSelectFamilyAttemptTimeout: ADDRESS_MILLISECONDS };

/** As Node's own agents: a connection that nobody has used for so long is let go before the server does. */
const IDLE_MILLISECONDS = 5000;

/**
 * The way to an address: through the proxy that HTTPS_PROXY (https_proxy, ALL_PROXY) names and NO_PROXY does not keep
 * out of it, else straight. Only https goes through a proxy, in a tunnel (CONNECT) that hides everything but the host:
 * what is not encrypted would show the login to it.
 *
 * @throws TransportError when the variable names no proxy; its value, which may hold a password, is not repeated
 */
export function routeTo(url: string): Route {
  const proxy = url.startsWith('https:') ? proxyFor(url) : undefined;
  const kept = { ...PATIENT, keepAlive: true, timeout: IDLE_MILLISECONDS };
  return {
    httpAgent: new HttpAgent(kept),
    httpsAgent: proxy ? tunnelAgent() : new HttpsAgent(kept),
    proxy: proxy ?? false,
    via: proxy && `${proxy.host}:${proxy.port}`,
  };
}

/** The same way for everybody who asks, so that all clients of one server share its connections. */
export function sharedRoute(): (url: string) => Route {
  const routes = new Map<string, Route>();
  return (url) => {
    const route = routes.get(url) ?? routeTo(url);
    routes.set(url, route);
    return route;
  };
}

/**
 * The agent for one request through a proxy. Its options are those of the connection to the proxy, which axios makes:
 * nothing else than the signal would end one on which the proxy never answers.
 */
export function tunnelAgent(signal?: AbortSignal): HttpsAgent {
  return new HttpsAgent({ ...PATIENT, ...(signal && { signal }) });
}

function proxyFor(url: string): AxiosProxyConfig | undefined {
  // It takes an address without a scheme for one of https, and hardly any proxy is.
  const chosen = getProxyForUrl(url);
  if (!chosen) return undefined;
  const { https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY } = process.env;
  const written = https_proxy || HTTPS_PROXY || all_proxy || ALL_PROXY || chosen;
  const address = written.includes('://') ? written : `http://${written}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (!proxy || !['http:', 'https:'].includes(proxy.protocol)) {
    throw new TransportError('HTTPS_PROXY (or ALL_PROXY) names no proxy; it is written like http://proxy.example:3128');
  }
  const { protocol, hostname, port, username, password } = proxy;
  return {
    protocol,
    host: hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(username !== '' && { auth: { username: decode(username), password: decode(password) } }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
