import type { Outlet } from './link.js';
import { holdsNewer } from './newer-retained.js';
import { samePayload } from './same-payload.js';
import { createClearing, type TopicGate } from './topic-gate.js';

/**
 * What should lie retained on the broker, and the way it gets there.
 *
 * It knows the payload that each topic should have and sends it when the broker has another one. While the broker is
 * away nothing queues up: a topic has one payload, its newest. Topics go out in the order in which they were set.
 */
export interface Publisher {
  /** Retained. The empty string clears the topic. */
  set(topic: string, payload: string): void;
  /** Sends the empty message, whatever the broker is thought to hold, until it has taken it or the topic is set. */
  clear(topic: string): void;
  /** The topic is to lie there as it is: somebody else's message does. */
  leave(topic: string): void;
  /**
   * Not retained, for whoever listens now. Resolves when the broker has answered, with true; with false when it is away,
   * or goes away first, so that nobody knows.
   */
  send(topic: string, payload: string): Promise<boolean>;
  /**
   * The broker is there and holds these payloads, the retained snapshot; what differs goes out.
   *
   * @param known `part`: it may hold more; then everything goes out again. Default `all`
   */
  up(outlet: Outlet, snapshot: ReadonlyMap<string, string>, known?: 'all' | 'part'): void;
  down(): void;
  /**
   * What is set there is what an earlier run knew last, and it may have published more before it was cut off. Until it
   * is set again, no reading of it goes out where the broker holds a newer one.
   */
  markUnconfirmed(topics: Iterable<string>): void;
  /** The gate is open for more topics than before. */
  resume(): void;
  /** Topics that the broker does not have as they are to be, since it refuses them. */
  refused(): readonly string[];
  /** Tries these again. */
  retryRefused(): void;
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
  /** Default: open for all. */
  readonly gate?: TopicGate | undefined;
  /** A broker that answers but refuses a message; the topic is tried again when its payload changes, or somebody says so. */
  readonly onRefused: (topic: string, error: Error) => void;
  readonly onPublished?: (topic: string) => void;
}

interface Event {
  readonly topic: string;
  readonly payload: string;
  readonly done: (answered: boolean) => void;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { gate } = options;
  const wanted = new Map<string, string>();
  let due = new Set<string>();
  const again = new Set<string>();
  const unconfirmed = new Set<string>();
  const clearing = createClearing(gate);
  /** Messages that are not retained, until the broker has answered. */
  let events: Event[] = [];
  const flying = new Set<Event>();
  /** Retained ones that the broker has not answered. */
  const unanswered = new Set<string>();
  const refused = new Set<string>();
  /** What the broker has, or will have when all that is under way has arrived. */
  let retained = new Map<string, string>();
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
      const payload = wanted.get(topic) ?? '';
      if (payload !== '' && gate && !gate.isOpen(topic)) continue;
      due.delete(topic);
      const forced = (again.delete(topic) && payload !== '') || clearing.has(topic);
      if (!forced && samePayload(retained.get(topic) ?? '', payload)) continue;
      if (unconfirmed.has(topic) && holdsNewer(topic, retained, wanted)) continue;
      retained.set(topic, payload);
      unanswered.add(topic);
      refused.delete(topic);
      const answered = clearing.sent(topic);
      transmit(outlet, topic, payload, true, (error) => {
        unanswered.delete(topic);
        // Unless something newer is under way.
        if (error && retained.get(topic) === payload) refused.add(topic);
        answered(error);
      });
    }
    if (inFlight === 0 && due.size === 0 && outlet) release();
  }

  function transmit(
    to: Outlet,
    topic: string,
    payload: string,
    retain: boolean,
    answered: (error?: Error | null) => void = () => {},
  ): void {
    inFlight += 1;
    to.publish(topic, payload, retain, (error) => {
      // An answer of a connection that is gone: what the broker holds was read anew since.
      if (outlet !== to) return;
      inFlight -= 1;
      if (error) options.onRefused(topic, error);
      else options.onPublished?.(topic);
      answered(error);
      if (events.length + due.size > 0 || inFlight === 0) pump();
    });
  }

  function repeat(topics: Iterable<string>): void {
    for (const topic of topics) {
      if (!wanted.has(topic)) continue;
      again.add(topic);
      queue(topic);
    }
    pump();
  }

  function release(): void {
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  }

  return {
    wanted,
    set(topic, payload) {
      const isUnconfirmed = unconfirmed.delete(topic);
      const isSame = wanted.get(topic) === payload;
      // Also of what waits for a connection, the last to be set goes last: it may tell of what went before.
      wanted.delete(topic);
      if (payload !== '') wanted.set(topic, payload);
      if (!isUnconfirmed && isSame && !due.has(topic)) return;
      if (payload !== '') clearing.cancel(topic);
      queue(topic);
      pump();
    },
    clear(topic) {
      if (clearing.has(topic) && !wanted.has(topic)) return;
      wanted.delete(topic);
      unconfirmed.delete(topic);
      clearing.begin(topic);
      queue(topic);
      pump();
    },
    leave(topic) {
      wanted.delete(topic);
      unconfirmed.delete(topic);
      clearing.cancel(topic);
      due.delete(topic);
      retained.delete(topic);
    },
    send(topic, payload) {
      if (!outlet) return Promise.resolve(false);
      return new Promise((done) => {
        events.push({ topic, payload, done });
        pump();
      });
    },
    up(next, snapshot, known = 'all') {
      outlet = next;
      inFlight = 0;
      // Nobody knows whether these arrived, and they are not wanted any more.
      const emptied = [...retained.keys()].filter((topic) => retained.get(topic) === '');
      unanswered.clear();
      refused.clear();
      retained = new Map(snapshot);
      due = new Set([...wanted.keys(), ...due, ...emptied, ...clearing.topics()]);
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
    markUnconfirmed(topics) {
      for (const topic of topics) if (wanted.has(topic)) unconfirmed.add(topic);
    },
    resume: pump,
    refused: () => [...refused],
    retryRefused() {
      const topics = [...refused];
      refused.clear();
      repeat(topics);
    },
    repeat,
    outstanding: () => [...new Set([...[...flying, ...events].map(({ topic }) => topic), ...unanswered, ...due])],
    settled() {
      if (outlet && inFlight === 0 && events.length + due.size === 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
