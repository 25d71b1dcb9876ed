import type { ReadingEvent } from '../metrics/event.js';
import type { FanOut } from './fan-out.js';
import type { Sink, SinkPerson } from './sink.js';

/** Tells the sinks of a person's events, the oldest first, each sink once. */
export interface EventDelivery {
  /** Resolves with how many events have left the outbox meanwhile; a sink that wants one later is asked again then. */
  deliver(): Promise<number>;
}

export interface EventDeliveryOptions {
  readonly fanOut: FanOut;
  readonly person: () => SinkPerson;
  /** What is to be told and has not been taken by all, the oldest first. */
  readonly outbox: () => readonly ReadingEvent[];
  /** No sink waits for it any more. */
  readonly onDelivered: (id: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Each sink goes through the outbox at its own pace, so that one which hangs keeps events in it for a while, and none from
 * the others. A sink that fails does not get the event again; one that says `later` does.
 */
export function createEventDelivery({
  fanOut,
  person,
  outbox,
  onDelivered,
  signal,
}: EventDeliveryOptions): EventDelivery {
  /** By sink, the events that it does not wait for any more. */
  const past = new Map(fanOut.sinks.map(({ name }) => [name, new Set<string>()]));
  const running = new Map<string, Promise<Turn>>();
  const next = ({ name }: Sink) => outbox().find(({ id }) => !past.get(name)?.has(id));

  function leave(id: string): number {
    const ids = [...past.values()];
    if (ids.some((one) => !one.has(id))) return 0;
    for (const one of ids) one.delete(id);
    onDelivered(id);
    return 1;
  }

  async function deliverTo(sink: Sink): Promise<Turn> {
    let delivered = 0;
    // More may come while a sink takes its time.
    for (let event = next(sink); event; event = next(sink)) {
      const news = event;
      const result = await fanOut.one(sink, (one) => one.event(person(), news));
      // At the end nobody has failed.
      if (result.kind === 'later' || (result.kind === 'failed' && signal.aborted)) return { delivered, later: true };
      past.get(sink.name)?.add(news.id);
      delivered += leave(news.id);
    }
    return { delivered, later: false };
  }

  function inTurn(sink: Sink): Promise<Turn> {
    const before = running.get(sink.name);
    if (before !== undefined) return before;
    const now = deliverTo(sink).finally(() => running.delete(sink.name));
    running.set(sink.name, now);
    return now;
  }

  return {
    async deliver() {
      let delivered = 0;
      let asked = fanOut.sinks;
      while (asked.length > 0) {
        const turns = await Promise.all(asked.map(async (sink) => ({ sink, ...(await inTurn(sink)) })));
        delivered += turns.reduce((sum, turn) => sum + turn.delivered, 0);
        // Something new may have come when some had gone through it all, and others not.
        asked = turns.flatMap(({ sink, later }) => (later || !next(sink) ? [] : [sink]));
      }
      return delivered;
    },
  };
}

interface Turn {
  readonly delivered: number;
  readonly later: boolean;
}
