import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, TLSSocket } from 'node:tls';
import mqtt, { type IClientOptions, MqttClient } from 'mqtt';
import { resettable } from '../reset.js';

const DEFAULT_PORT = 1883;

/**
 * A client that is connecting. For a bare `mqtt://host:port` it gets its TCP connection from here: for whatever
 * address, `mqtt.connect` loads WebSockets and SOCKS as well, at the cost of time and memory. Messages are small and go out
 * in short rows: one that waited for the acknowledgement of those before it would wait for 40 ms (Nagle, delayed ACK).
 */
export function openClient(url: string, options: IClientOptions): MqttClient {
  const address = options.cert === undefined ? bareAddress(url) : undefined;
  if (!address || process.env.MQTTJS_SOCKS_PROXY) return mqtt.connect(url, options);
  const client = new MqttClient(() => connect({ ...address, noDelay: true }), { ...options, protocol: 'mqtt' });
  // As mqtt.connect does: an error that comes before anybody listens must not end the process.
  client.on('error', () => {});
  return client;
}

/** A client, and what `reset` is to end of it. */
export interface OpenClient {
  readonly client: MqttClient;
  readonly below: () => Duplex;
}

/** A client on a TCP connection that is there already. */
export function openClientOver(tcp: Socket, url: string, options: IClientOptions): OpenClient {
  let below = tcp;
  // As the WebSocket client makes its own.
  const createConnection = (given: ConnectionOptions & { readonly host?: string }) => {
    const servername = given.servername ?? (isIP(given.host ?? '') ? '' : given.host);
    const secure = () => connectTls({ ...given, servername: servername ?? '', path: undefined, socket: tcp });
    if (url.startsWith('wss:') || options.cert !== undefined) below = resettable(secure(), tcp);
    return below;
  };
  const more = { socket: tcp, wsOptions: { createConnection } };
  const client = mqtt.connect(url, { ...options, ...more } as IClientOptions);
  if (client.stream instanceof TLSSocket) below = resettable(client.stream, tcp);
  return { client, below: () => below };
}

/** Host and port of a plain `mqtt://` address; undefined if there is more to the URL. */
export function bareAddress(url: string): { host: string; port: number } | undefined {
  const { protocol, hostname, port, username, password, search } = new URL(url);
  if (!['mqtt:', 'tcp:'].includes(protocol) || !hostname || username || password || search) return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || DEFAULT_PORT) };
}
