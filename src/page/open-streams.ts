import type { FastifyRequest } from 'fastify';
import type { EventStream } from './event-stream.js';
import { PageError } from './page-error.js';

/** Whoever listens, and since when (milliseconds since 1970). */
export interface Listener {
  readonly request: FastifyRequest;
  readonly visitor: string;
  readonly since: number;
}

/** The streams that are open, the oldest first. */
export interface OpenStreams {
  size(): number;
  all(): Iterable<[EventStream, Listener]>;
  /**
   * Whoever has stopped reading may look alive for hours: where all places are taken, the oldest one goes, of the same
   * visitor where there is one.
   *
   * @throws PageError where all are young
   */
  makeRoom(visitor: string): void;
  add(stream: EventStream, listener: Listener): void;
  remove(stream: EventStream): void;
  /** Ends it, and waits for nobody to notice. */
  end(stream: EventStream): void;
}

const MOST_STREAMS = 8;
/** As long as a stream is safe from newer ones, or nine open pages would take each other's place all the time. */
const SAFE_MILLISECONDS = 30_000;

/** @param onLast called when nobody listens any more */
export function createOpenStreams(clock: () => number, onLast: () => void): OpenStreams {
  const streams = new Map<EventStream, Listener>();

  function remove(stream: EventStream): void {
    if (streams.delete(stream) && streams.size === 0) onLast();
  }

  function end(stream: EventStream): void {
    stream.end();
    remove(stream);
  }

  return {
    ...{ remove, end },
    size: () => streams.size,
    all: () => streams,
    makeRoom(visitor) {
      if (streams.size < MOST_STREAMS) return;
      const old = [...streams].filter(([, { since }]) => clock() - since >= SAFE_MILLISECONDS);
      const [stream] = old.find(([, one]) => one.visitor === visitor) ?? old[0] ?? [];
      if (!stream) throw tooMany();
      end(stream);
    },
    add: (stream, listener) => void streams.set(stream, listener),
  };
}

function tooMany(): PageError {
  const text = `This page is open ${MOST_STREAMS} times already; close one of them.`;
  return new PageError(503, 'too_many_streams', text);
}
