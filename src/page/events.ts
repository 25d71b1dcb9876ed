import type { FastifyInstance, FastifyRequest } from 'fastify';
import { debounce, type Tools } from '../tools.js';
import type { PageState } from './api.js';
import { type EventStream, openEventStream } from './event-stream.js';
import type { Gate } from './gate.js';
import type { House } from './house.js';
import { createOpenStreams } from './open-streams.js';
import { PageError } from './page-error.js';
import { pageState } from './state.js';
import { isSmaller, stateChange } from './state-change.js';

export interface EventsOptions {
  readonly house: House;
  readonly gate: Pick<Gate, 'isSignedIn' | 'canSignOut' | 'visitor'>;
  readonly tools: Pick<Tools, 'sleep' | 'clock'>;
  /** Ends all streams. */
  readonly signal: AbortSignal;
  /** Told of what goes wrong while nobody waits for an answer. */
  readonly onUnexpected: (error: unknown) => void;
}

const GATHER_MILLISECONDS = 250;
/** Proxies cut what is silent for a minute or less. */
const BEAT_MILLISECONDS = 15_000;

/** `GET /api/events`: the state, and then what changes, as long as the browser listens and is signed in. */
export function addEvents(app: FastifyInstance, options: EventsOptions): void {
  const { house, gate, tools, signal, onUnexpected } = options;
  let last: PageState | undefined;
  let id = 0;
  let unsubscribe = () => {};
  const streams = createOpenStreams(tools.clock, () => unsubscribe());
  let isBeating = false;
  const later = debounce(
    GATHER_MILLISECONDS,
    (milliseconds) => tools.sleep(milliseconds, signal),
    async () => safely(tell),
  );

  function safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      onUnexpected(error);
    }
  }

  /** The same to all: what browsers see differs in nothing that changes. */
  function tell(): void {
    if (streams.size() === 0) return;
    const before = last;
    const now = pageState(house, false);
    const change = before && stateChange(now, before);
    last = now;
    if (before && !change) return;
    id += 1;
    // What is gone cannot be told as a change.
    const text = before && !isSmaller(now, before) ? JSON.stringify(change) : undefined;
    for (const [stream, { request }] of streams.all()) {
      if (!gate.isSignedIn(request)) streams.end(stream);
      else if (text === undefined) stream.send('state', id, whole(now, request));
      else stream.send('change', id, text);
    }
  }

  const whole = (state: PageState, request: FastifyRequest) =>
    JSON.stringify({ ...state, signed_in: gate.canSignOut(request) });

  async function beat(): Promise<void> {
    if (isBeating) return;
    isBeating = true;
    while (streams.size() > 0 && !signal.aborted) {
      await tools.sleep(BEAT_MILLISECONDS, signal).catch(() => {});
      // Values become old without anybody saying so.
      safely(tell);
      safely(() => {
        for (const [stream, { request }] of streams.all()) {
          if (gate.isSignedIn(request)) stream.beat();
          else streams.end(stream);
        }
      });
    }
    isBeating = false;
  }

  function add(stream: EventStream, request: FastifyRequest, state: PageState): void {
    if (streams.size() === 0) {
      last = state;
      unsubscribe = house.onChange(later);
    }
    streams.add(stream, { request, visitor: gate.visitor(request), since: tools.clock() });
    id += 1;
    stream.send('state', id, whole(state, request));
    void beat();
  }

  signal.addEventListener('abort', () => {
    for (const [stream] of streams.all()) streams.end(stream);
  });
  app.get('/api/events', { exposeHeadRoute: false }, (request, reply) => {
    // An answer that waits behind another one on its line would never hear that the line is gone.
    if (reply.raw.socket === null) throw inLine();
    // What goes wrong here is an answer still.
    const state = pageState(house, false);
    streams.makeRoom(gate.visitor(request));
    reply.hijack();
    const stream = openEventStream(reply.raw, reply.getHeaders());
    reply.raw.on('close', () => streams.remove(stream));
    add(stream, request, state);
  });
}

function inLine(): PageError {
  return new PageError(400, 'bad_request', 'Events want a connection of their own.');
}
