import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { reset, resettable } from '../reset.js';
import { ADDRESS_MILLISECONDS } from './address-timeout.js';
import type { Hold } from './hold.js';

/**
 * Requests, as a `transport` of axios, that must not arrive late: they are written in one go once there is a connection,
 * and only if the hold is there in that instant; and what is given up leaves this machine no more. By itself Node writes
 * what it has queued before it runs any timer, also when the process has stood still in between, and the kernel sends
 * what a cut network has not taken for minutes after the connection was closed.
 *
 * @param way `proxy` where the connections are those of the agent in the options; what a proxy has, it may pass on late
 */
export function unrepeatableRequests(way: 'direct' | 'proxy', hold: Hold | undefined) {
  return {
    request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest {
      const givenUp = new AbortController();
      const isSecret = options.protocol === 'https:';
      const own = isSecret && way === 'direct' ? { ...options, agent: new ResettableAgent(givenUp.signal) } : options;
      const request = (isSecret ? https : http).request(own, onAnswer);
      const end = request.end.bind(request);
      const destroy = request.destroy.bind(request);
      let body: string | Uint8Array = '';
      request.once('socket', (socket) =>
        whenConnected(socket, () => {
          if (hold?.isLost()) destroy(new Error('its time was over before it was sent'));
          else end(body);
        }),
      );
      return Object.assign(request, {
        write(chunk: string | Uint8Array) {
          body = chunk;
          return true;
        },
        end: () => request,
        destroy(error?: Error) {
          if (request.socket) reset(request.socket);
          givenUp.abort();
          return destroy(error);
        },
      });
    },
  };
}

function whenConnected(socket: Socket | TLSSocket, then: () => void): void {
  if ('secureConnecting' in socket && socket.secureConnecting) socket.once('secureConnect', then);
  else if (socket.connecting) socket.once('connect', then);
  else then();
}

/** For one request: its connection can be reset below TLS. */
class ResettableAgent extends https.Agent {
  readonly #givenUp: AbortSignal;

  constructor(givenUp: AbortSignal) {
    super();
    this.#givenUp = givenUp;
  }

  override createConnection(
    options: ConnectionOptions & { readonly port?: number },
    onConnection: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { host, port = 443 } = options;
    const tcp = connect({
      ...{ host: host ?? 'localhost', port, signal: this.#givenUp },
      autoSelectFamilyAttemptTimeout: ADDRESS_MILLISECONDS,
    });
    const fail = (error: Error) => onConnection(error, tcp);
    tcp.once('error', fail).once('connect', () => {
      const tls = connectTls({ ...options, socket: tcp });
      onConnection(null, resettable(tls, tcp));
      tcp.off('error', fail);
    });
  }
}
