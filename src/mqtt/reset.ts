import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/**
 * Ends a connection so that nothing of it arrives any more: what waits in the kernel for an acknowledgement of the network
 * would be sent again for minutes after a mere close, and reach the broker behind what somebody else has published since.
 * Below TLS and WebSocket Node lets nobody do that.
 */
export function reset(stream: Duplex): void {
  const isTcp = stream instanceof Socket && !(stream instanceof TLSSocket) && stream.remoteAddress !== undefined;
  // One that is closing already cannot be reset any more.
  if (!isTcp || stream.destroyed || stream.writableEnded) return void stream.destroy();
  // By itself it would wait for what is still to be written.
  stream.destroySoon = () => void stream.destroy();
  stream.resetAndDestroy();
}
