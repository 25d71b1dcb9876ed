import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../process/port.js';

/** A way to a server on which nothing comes back from connections of before, and nobody says that they are lost. */
export interface SilentRelay {
  readonly port: number;
  /** Those that there are now; new ones are well. */
  silence(): void;
  close(): Promise<void>;
}

/** @param serverPort on 127.0.0.1 */
export async function startSilentRelay(serverPort: number): Promise<SilentRelay> {
  const answers = new Set<Socket>();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const target = connect(serverPort, '127.0.0.1');
    for (const socket of [client, target]) keep(socket);
    answers.add(target);
    client.pipe(target);
    target.pipe(client);
  });
  const port = await freePort();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port,
    silence() {
      for (const socket of answers) socket.unpipe().pause();
      answers.clear();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
