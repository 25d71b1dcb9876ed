import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { unhurried } from '../http/unhurried.js';

/** Does the work of an answer, however long it takes; where the client goes away it is stopped, and nobody is answered. */
export async function whileThere<T>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | FastifyReply> {
  return unhurried(reply.request, () => untilGone(reply, work));
}

async function untilGone<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T | FastifyReply> {
  const gone = goneSignal(reply);
  try {
    return await work(gone);
  } catch (error) {
    if (gone.aborted) return reply.hijack();
    throw error;
  }
}

/**
 * Answers with a text that is made as fast as the client takes it; one that takes nothing for long is cut off. What goes wrong before its first piece is thrown.
 */
export async function sendPieces(
  reply: FastifyReply,
  type: string,
  make: (signal: AbortSignal) => AsyncGenerator<string>,
): Promise<FastifyReply> {
  return untilGone(reply, async (signal) => {
    const pieces = make(signal);
    const first = await pieces.next();
    return reply.type(type).send(Readable.from(first.done ? [''] : together(first.value, pieces)));
  });
}

export const JSON_TEXT = 'application/json; charset=utf-8';

/** Lists as JSON, put together to one. */
export async function* jsonList(lists: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let before = '[';
  for await (const list of lists) {
    if (list.length === 0) continue;
    yield before + list.map((one) => JSON.stringify(one)).join(',');
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

async function* together(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
