import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { BrokerOptions } from './broker.js';
import { CONNECT_TIMEOUT_MILLISECONDS } from './client-options.js';

/** Of the protocols that have more than TCP below them. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { mqtts: 8883, ws: 80, wss: 443 };

/**
 * The TCP connection below TLS and WebSocket, which neither gives to anybody: by it the whole can be reset.
 *
 * @returns undefined where there is nothing but TCP, or a proxy between
 * @throws what the network says, and the reason of the signal
 */
export async function connectBelow(broker: BrokerOptions, signal: AbortSignal): Promise<Socket | undefined> {
  const protocol = protocolOf(broker);
  const { hostname, port } = new URL(broker.url);
  const defaultPort = DEFAULT_PORTS[protocol];
  if (defaultPort === undefined || process.env.MQTTJS_SOCKS_PROXY) return undefined;
  signal.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), CONNECT_TIMEOUT_MILLISECONDS);
  const host = hostname.replace(/^\[|\]$/g, '');
  const tcp = connect({ host, port: Number(port || defaultPort), noDelay: true });
  try {
    await once(tcp, 'connect', { signal: AbortSignal.any([signal, late.signal]) });
    return tcp;
  } catch (error) {
    tcp.on('error', () => {}).destroy();
    throw late.signal.aborted ? Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** What the MQTT client makes of an address: whoever shows a certificate speaks TLS. */
function protocolOf({ url, cert }: Pick<BrokerOptions, 'url' | 'cert'>): string {
  const protocol = new URL(url).protocol.slice(0, -1);
  if (cert === undefined) return protocol;
  return { mqtt: 'mqtts', ws: 'wss' }[protocol] ?? protocol;
}
