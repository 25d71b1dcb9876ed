import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Those that a demo takes where they are free, for a moment or for long. */
const PORTS = [1883, 8098];

/**
 * Somebody has them for as long as these tests run, so that no test's demo gets them, and gives them back, while another test
 * counts on their being taken.
 */
export async function setup(): Promise<() => Promise<void>> {
  const servers = await Promise.all(PORTS.map(hold));
  return async () => {
    for (const server of servers) server?.close();
  };
}

/** @returns undefined where somebody else has it already */
async function hold(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return server;
  } catch {
    return undefined;
  }
}
