import { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Lets the answer to a request take as long as it does: the line is not cut because nothing is said on it. */
export function unhurried({ raw: { socket } }: FastifyRequest): void {
  // A test may ask without a line.
  if (socket instanceof Socket) socket.setTimeout(0);
}
