import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/**
 * Ends a connection so that nothing of it arrives any more: what waits in the kernel for an acknowledgement of the network
 * would be sent again for minutes after a mere close, and come behind what somebody else has said since. Below TLS
 * Node lets nobody do that, but where it is `resettable`.
 */
export function reset(stream: Duplex): void {
  const isConnected = stream instanceof Socket && stream.remoteAddress !== undefined;
  const canReset = isConnected && (!(stream instanceof TLSSocket) || Object.hasOwn(stream, 'resetAndDestroy'));
  // One that is closing already cannot be reset any more.
  if (!canReset || stream.destroyed || stream.writableEnded) return void stream.destroy();
  // By itself it would wait for what is still to be written.
  stream.destroySoon = () => void stream.destroy();
  stream.resetAndDestroy();
}

/** Makes `reset` end what is below TLS, too. */
export function resettable(tls: TLSSocket, tcp: Socket): TLSSocket {
  const close = tcp.destroy.bind(tcp);
  tcp.on('error', (error) => tls.destroy(error));
  return Object.assign(tls, {
    resetAndDestroy() {
      // Not before TLS has let go of it: that ends the process.
      tcp.destroy = () => {
        tcp.destroy = close;
        return tcp.resetAndDestroy();
      };
      return tls.destroy();
    },
  });
}
