import type { Config } from '../config/index.js';
import { redirectTargetOf } from './redirect-target.js';

/** Where this machine has to listen so that the browser comes back to it. */
export interface Landing {
  readonly host: string;
  readonly port: number;
  readonly paths: readonly string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** @returns undefined where nobody here can: TLS on this machine is not ours to speak */
export function landingOf({ withings, server }: Pick<Config, 'withings' | 'server'>): Landing | undefined {
  const { url, paths } = redirectTargetOf(withings.redirectUri);
  // Behind a proxy the browser's address is not ours.
  if (!LOOPBACK.includes(url.hostname)) return { host: server.host, port: server.port, paths };
  if (url.protocol === 'https:') return undefined;
  const host = server.host === '127.0.0.1' ? url.hostname.replace(/[[\]]/g, '') : server.host;
  return { host, port: Number(url.port || 80), paths };
}
