import { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Lets the work of an answer take as long as it does: the line is not cut because nothing is said on it. The answer itself
 * is for a client that takes it.
 */
export async function unhurried<T>({ raw, server }: FastifyRequest, work: () => Promise<T>): Promise<T> {
  const wait = (milliseconds: number) => {
    // A test may ask without a line.
    if (raw.socket instanceof Socket) raw.socket.setTimeout(milliseconds);
  };
  wait(0);
  try {
    return await work();
  } finally {
    wait(server.server.timeout);
  }
}
