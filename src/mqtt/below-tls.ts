import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { BrokerOptions } from './broker.js';
import { CONNECT_TIMEOUT_MILLISECONDS } from './client-options.js';

/** IANA: secure-mqtt. */
const DEFAULT_PORT = 8883;

/**
 * The TCP connection below one with TLS, which Node gives to nobody otherwise: by it the other can be reset.
 *
 * @returns undefined where there is no TLS, or something else between
 * @throws what the network says, and the reason of the signal
 */
export async function connectBelowTls(broker: BrokerOptions, signal: AbortSignal): Promise<Socket | undefined> {
  const address = secureAddress(broker);
  if (!address || process.env.MQTTJS_SOCKS_PROXY) return undefined;
  signal.throwIfAborted();
  const late = AbortSignal.timeout(CONNECT_TIMEOUT_MILLISECONDS);
  const tcp = connect({ ...address, noDelay: true });
  try {
    await once(tcp, 'connect', { signal: AbortSignal.any([signal, late]) });
    return tcp;
  } catch (error) {
    tcp.on('error', () => {}).destroy();
    throw late.aborted ? Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }) : error;
  }
}

/** As the MQTT client does: who shows a certificate speaks TLS. */
function secureAddress({ url, cert }: BrokerOptions): { host: string; port: number } | undefined {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = ['mqtts:', 'ssl:'].includes(protocol) || (cert !== undefined && protocol === 'mqtt:');
  if (!isSecure || !hostname) return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || DEFAULT_PORT) };
}
