import { createServer, type Server, type Socket } from 'node:net';

export interface EmbeddedBrokerOptions {
  /** Default 1883. */
  readonly port?: number;
  /** When the port is taken: a free one, or an error in words. Default `free`. */
  readonly otherwise?: 'free' | 'fail';
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface EmbeddedBroker {
  /** For example `mqtt://127.0.0.1:1883`. */
  readonly url: string;
  /** Stops, and cuts all open connections. */
  close(): Promise<void>;
}

/** The port of the broker is another program's. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/**
 * Starts an MQTT broker inside this process. It speaks MQTT 3.1 and 3.1.1 (protocol version 4), not 5.
 *
 * @throws PortTakenError
 */
export async function startBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  const { port = 1883, host = '127.0.0.1', otherwise = 'free' } = options;
  // Loaded here, so that a bridge on another broker never pays for it.
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  // An acknowledgement must not wait for that of the one before it.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const bound = await listen(server, port, host).catch((error: unknown) => {
    if (port === 0 || !isTaken(error)) throw error;
    if (otherwise === 'free') return listen(server, 0, host);
    throw new PortTakenError(
      `mqtt.url: embedded needs port ${port} on ${host}, which another program has; if that is a broker, use it: set mqtt.url: mqtt://${host}:${port}`,
    );
  });
  return {
    url: `mqtt://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}
