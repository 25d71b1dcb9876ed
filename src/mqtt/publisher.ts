import { holdsNewer } from './newer.js';
import { samePayload } from './same-payload.js';

/** The little of a broker's connection that publishing needs. */
export interface Outlet {
  /** How many publishes may wait for their acknowledgement at once. */
  readonly window: number;
  publish(topic: string, payload: string, retain: boolean, done: (error?: Error | null) => void): void;
}

/**
 * What should lie retained on the broker, and the way it gets there.
 *
 * It knows the payload that each topic should have and sends it when the broker has another one. While the broker is
 * away nothing queues up: a topic has one payload, its newest. Topics go out in the order in which they were set.
 */
export interface Publisher {
  /** Retained. The empty string clears the topic. */
  set(topic: string, payload: string): void;
  /**
   * Not retained, for whoever listens now. Resolves when the broker has answered, with true, or when it is away or goes
   * away first, with false: then nobody knows.
   */
  send(topic: string, payload: string): Promise<boolean>;
  /**
   * The broker is there and holds these payloads; what differs goes out.
   *
   * @param known `part`: it may hold more; then everything goes out again. Default `all`
   */
  up(outlet: Outlet, held: ReadonlyMap<string, string>, known?: 'all' | 'part'): void;
  down(): void;
  /**
   * What is set by now is what an earlier run knew last, and it may have published more before it was cut off. Until it
   * is set again, no reading of it goes out where the broker holds a newer one.
   */
  doubt(): void;
  /** Sends these topics again, whatever the broker holds; those that are not set stay as they are. */
  repeat(topics: Iterable<string>): void;
  /** Every topic that is set, with its payload. */
  readonly wanted: ReadonlyMap<string, string>;
  /** Resolves when everything set, and sent, is acknowledged; not before the broker is there. */
  settled(): Promise<void>;
  /** Topics whose message the broker has not acknowledged. */
  outstanding(): string[];
}

export interface PublisherOptions {
  /** A broker that answers but refuses a message; the topic is not tried again until its payload changes. */
  readonly onRefused: (topic: string, error: Error) => void;
  readonly onPublished?: (topic: string) => void;
}

interface Event {
  readonly topic: string;
  readonly payload: string;
  readonly done: (answered: boolean) => void;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const wanted = new Map<string, string>();
  let due = new Set<string>();
  const again = new Set<string>();
  let doubted = new Set<string>();
  /** Messages that are not retained, until the broker has answered. */
  let events: Event[] = [];
  const flying = new Set<Event>();
  /** Retained ones that the broker has not answered. */
  const unanswered = new Set<string>();
  let held = new Map<string, string>();
  let outlet: Outlet | undefined;
  let inFlight = 0;
  let waiting: (() => void)[] = [];

  /** To the end of the row, also if it waits already: what was set together must not change its order. */
  function queue(topic: string): void {
    due.delete(topic);
    due.add(topic);
  }

  function pump(): void {
    while (events.length > 0) {
      if (!outlet || inFlight >= outlet.window) return;
      const event = events.shift()!;
      flying.add(event);
      transmit(outlet, event.topic, event.payload, false, () => {
        flying.delete(event);
        event.done(true);
      });
    }
    for (const topic of due) {
      if (!outlet || inFlight >= outlet.window) return;
      due.delete(topic);
      const payload = wanted.get(topic) ?? '';
      const repeated = again.delete(topic) && payload !== '';
      if (!repeated && samePayload(held.get(topic) ?? '', payload)) continue;
      if (doubted.has(topic) && holdsNewer(topic, held, wanted)) continue;
      held.set(topic, payload);
      unanswered.add(topic);
      transmit(outlet, topic, payload, true, () => unanswered.delete(topic));
    }
    if (inFlight === 0 && outlet) release();
  }

  function transmit(
    to: Outlet,
    topic: string,
    payload: string,
    retain: boolean,
    answered: () => void = () => {},
  ): void {
    inFlight += 1;
    to.publish(topic, payload, retain, (error) => {
      // An answer of a connection that is gone: what the broker holds was read anew since.
      if (outlet !== to) return;
      inFlight -= 1;
      if (error) options.onRefused(topic, error);
      else options.onPublished?.(topic);
      answered();
      if (events.length + due.size > 0 || inFlight === 0) pump();
    });
  }

  function release(): void {
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  }

  return {
    wanted,
    set(topic, payload) {
      const doubtful = doubted.delete(topic);
      if (!doubtful && wanted.get(topic) === payload && !due.has(topic)) return;
      if (payload === '') wanted.delete(topic);
      else wanted.set(topic, payload);
      queue(topic);
      pump();
    },
    send(topic, payload) {
      if (!outlet) return Promise.resolve(false);
      return new Promise((done) => {
        events.push({ topic, payload, done });
        pump();
      });
    },
    up(next, retained, known = 'all') {
      outlet = next;
      inFlight = 0;
      // Nobody knows whether these arrived, and they are not wanted any more.
      const cleared = [...held.keys()].filter((topic) => held.get(topic) === '');
      unanswered.clear();
      held = new Map(retained);
      due = new Set([...wanted.keys(), ...due, ...cleared]);
      if (known === 'part') for (const topic of wanted.keys()) again.add(topic);
      pump();
    },
    down() {
      outlet = undefined;
      inFlight = 0;
      for (const event of [...flying, ...events]) event.done(false);
      flying.clear();
      events = [];
    },
    doubt() {
      doubted = new Set(wanted.keys());
    },
    repeat(topics) {
      for (const topic of topics) {
        if (!wanted.has(topic)) continue;
        again.add(topic);
        queue(topic);
      }
      pump();
    },
    outstanding: () => [...new Set([...[...flying, ...events].map(({ topic }) => topic), ...unanswered, ...due])],
    settled() {
      if (outlet && inFlight === 0 && events.length + due.size === 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
