import type { ServerResponse } from 'node:http';
import { SAFETY_HEADERS } from './safety-headers.js';

/** One browser that is told what changes (server-sent events, HTML Living Standard 9.2). */
export interface EventStream {
  send(event: 'state' | 'change', id: number, data: string): void;
  /** A sign of life; ends the stream of whoever has taken nothing since the one before. */
  beat(): void;
  end(): void;
}

/** What may wait for somebody: longer than the state of a whole village. */
const MOST_WAITING_BYTES = 4_000_000;
/** Signs of life. */
const MOST_MISSED = 2;
/** After which a browser that was cut off comes again. */
const RETRY_MILLISECONDS = 2000;

/**
 * Takes a response over. The connection may be silent from now on for as long as it likes, and is closed at the end.
 *
 * @param headers what else the answer has
 */
export function openEventStream(
  response: ServerResponse,
  headers: NodeJS.Dict<string | string[] | number>,
): EventStream {
  let missed = 0;
  let isBlocked = false;
  response.socket?.setTimeout(0);
  response.shouldKeepAlive = false;
  response.on('error', () => response.destroy());
  response.on('drain', () => {
    isBlocked = false;
    missed = 0;
  });
  response.writeHead(200, {
    ...headers,
    ...SAFETY_HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  write(`retry: ${RETRY_MILLISECONDS}\n\n`);

  function write(text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (isBlocked && response.writableLength > MOST_WAITING_BYTES) response.destroy();
    else if (!response.write(text)) isBlocked = true;
  }

  return {
    send: (event, id, data) => write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`),
    beat() {
      if (!isBlocked) return write(':\n\n');
      missed += 1;
      if (missed >= MOST_MISSED) response.destroy();
    },
    end() {
      if (isBlocked) response.destroy();
      else response.end();
    },
  };
}
