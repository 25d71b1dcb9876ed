import { connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import mqtt, { type IClientOptions, MqttClient } from 'mqtt';
import { resettable } from '../reset.js';

const DEFAULT_PORT = 1883;

/**
 * A client that is connecting. For a bare `mqtt://host:port` it gets its TCP connection from here: for whatever
 * address, `mqtt.connect` loads WebSockets and SOCKS as well, at the cost of time and memory. Messages are small and go out
 * in short rows: one that waited for the acknowledgement of those before it would wait for 40 ms (Nagle, delayed ACK).
 *
 * @param tcp what `connectBelowTls` has given, so that its connection can be reset
 */
export function openClient(url: string, options: IClientOptions, tcp?: Socket): MqttClient {
  if (tcp) return openOver(tcp, url, options);
  const address = options.cert === undefined ? bareAddress(url) : undefined;
  if (!address || process.env.MQTTJS_SOCKS_PROXY) return mqtt.connect(url, options);
  const client = new MqttClient(() => connect({ ...address, noDelay: true }), { ...options, protocol: 'mqtt' });
  // As mqtt.connect does: an error that comes before anybody listens must not end the process.
  client.on('error', () => {});
  return client;
}

function openOver(tcp: Socket, url: string, options: IClientOptions): MqttClient {
  const client = mqtt.connect(url, { ...options, socket: tcp } as IClientOptions);
  if (client.stream instanceof TLSSocket) resettable(client.stream, tcp);
  return client;
}

/** Host and port of a plain `mqtt://` address; undefined if there is more to the URL. */
export function bareAddress(url: string): { host: string; port: number } | undefined {
  const { protocol, hostname, port, username, password, search } = new URL(url);
  if (!['mqtt:', 'tcp:'].includes(protocol) || !hostname || username || password || search) return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || DEFAULT_PORT) };
}
