import type { IClientOptions } from 'mqtt';
import type { BrokerOptions } from './broker.js';

/** What the broker publishes when this client vanishes. */
export interface Will {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** MQTT 5 alone knows it. Default: at once. */
  readonly delaySeconds?: number;
}

export const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
/**
 * Far above the largest discovery message. With MQTT 5 the broker keeps larger ones to itself; before, they are dropped
 * here: whoever may publish a request must not fill the memory.
 */
export const LARGEST_PACKET_BYTES = 1024 * 1024;

export function clientOptions(options: BrokerOptions, will: Will | undefined): IClientOptions {
  const session = options.protocolVersion === 5 ? options.session : undefined;
  return {
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
    ...(options.clientId !== undefined && { clientId: options.clientId }),
    ...(options.ca !== undefined && { ca: options.ca }),
    ...(options.cert !== undefined && { cert: options.cert }),
    ...(options.key !== undefined && { key: options.key }),
    rejectUnauthorized: options.rejectUnauthorized,
    protocolVersion: options.protocolVersion,
    ...(options.protocolVersion === 5 && {
      properties: {
        maximumPacketSize: LARGEST_PACKET_BYTES,
        ...(session && { sessionExpiryInterval: session.expirySeconds }),
      },
    }),
    keepalive: options.keepalive,
    clean: session === undefined,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    queueQoSZero: false,
    // It would hold 65,536 buffers, some 10 MB, to spare the making of a few.
    writeCache: false,
    ...(will && { will: willPacket(will, options.protocolVersion) }),
  };
}

function willPacket({ delaySeconds, payload, ...will }: Will, protocolVersion: 4 | 5) {
  const delayed = delaySeconds !== undefined && protocolVersion === 5;
  return {
    ...will,
    payload: Buffer.from(payload),
    ...(delayed && { properties: { willDelayInterval: delaySeconds } }),
  };
}

/** Where the bridge's own word about itself stands: `offline`, for whoever comes when it has vanished. */
export function stateWill({ stateTopic, qos, session }: BrokerOptions): Will {
  const will = { topic: stateTopic, payload: 'offline', qos, retain: true };
  return session ? { ...will, delaySeconds: session.willDelaySeconds } : will;
}
