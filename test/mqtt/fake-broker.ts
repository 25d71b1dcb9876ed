import type { Outlet } from '../../src/mqtt/link.js';
import { createPublisher } from '../../src/mqtt/publisher.js';

interface Pending {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly done: (error?: Error | null) => void;
}

/** A broker that acknowledges when it is told to, in order, as a test wants it. */
export interface FakeBroker {
  readonly retained: Map<string, string>;
  /** Published and not acknowledged yet. */
  readonly pending: readonly Pending[];
  /** `topic=payload` of everything that was ever published, in order. */
  readonly sent: string[];
  /** A new connection; what is pending on the old one stays unanswered. */
  connect(window: number, onPublish?: (topic: string, payload: string) => void): Outlet;
  /** Acknowledges the oldest ones; all that are pending, and all that follow from it, by default. */
  acknowledge(count?: number): void;
  /** Answers the oldest one with an error. */
  refuse(): void;
  /** The connection breaks: the oldest ones have arrived, and nothing is ever acknowledged. */
  cut(arrived: number): Pending[];
}

export function createFakeBroker(retained: Iterable<readonly [string, string]> = []): FakeBroker {
  const holds = new Map(retained);
  const sent: string[] = [];
  let pending: Pending[] = [];

  function arrive({ topic, payload, retain }: Pending): void {
    if (!retain) return;
    if (payload === '') holds.delete(topic);
    else holds.set(topic, payload);
  }

  return {
    retained: holds,
    get pending() {
      return pending;
    },
    sent,
    connect(window, onPublish) {
      pending = [];
      return {
        window,
        publish(topic, payload, retain, done) {
          onPublish?.(topic, payload);
          sent.push(`${topic}=${payload}`);
          pending.push({ topic, payload, retain, done });
        },
      };
    },
    acknowledge(count = Number.POSITIVE_INFINITY) {
      for (let index = 0; index < count; index++) {
        const next = pending.shift();
        if (!next) return;
        arrive(next);
        next.done();
      }
    },
    refuse() {
      pending.shift()?.done(new Error('quota exceeded'));
    },
    cut(arrived) {
      const lost = pending;
      pending = [];
      for (const message of lost.slice(0, arrived)) arrive(message);
      return lost;
    },
  };
}

/** A publisher and its broker, which holds some topics already. */
export function setUp(retained: Record<string, string> = {}) {
  const broker = createFakeBroker(Object.entries(retained));
  const refused: string[] = [];
  const published: string[] = [];
  const publisher = createPublisher({
    onRefused: (topic, error) => refused.push(`${topic}: ${error.message}`),
    onPublished: (topic) => published.push(topic),
  });
  const up = (window = 10) => publisher.up(broker.connect(window), new Map(broker.retained));
  return { broker, publisher, refused, published, up };
}
