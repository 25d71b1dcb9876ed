import type { Link, Message } from './connection.js';
import type { ConnectionLog } from './connection-log.js';
import { type RetainedOptions, type RetainedReader, readRetained } from './retained.js';
import type { Rivals } from './rivals.js';
import type { Topics } from './topics.js';

/** What a broker holds, as far as a new connection could learn it. */
export interface Holdings {
  readonly held: ReadonlyMap<string, string>;
  /** `part`: what is not in there may lie on the broker all the same. */
  readonly known: 'all' | 'part';
}

/** What comes before anything is published on a new connection. */
export interface Greeting {
  /** To be called with every message; true if it was for this alone. */
  take(message: Message): boolean;
  /** Undefined when the connection is gone meanwhile. */
  readonly result: Promise<Holdings | 'occupied' | undefined>;
}

export interface GreetingOptions {
  readonly link: Link;
  readonly topics: Topics;
  readonly rivals: Rivals;
  readonly say: Pick<ConnectionLog, 'unreadable' | 'exactOnly'>;
  /** Whether the link is still the one. */
  readonly current: () => boolean;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Topics to follow. */
  readonly subscriptions: readonly string[];
  /** Topic filters to look through for what is retained. */
  readonly lookThrough: readonly string[];
  readonly isOurs: (message: Message) => boolean;
  /** What is to lie there. */
  readonly wanted: ReadonlyMap<string, string>;
}

/**
 * Subscribes, sees whether another bridge has the base topic, and reads what is retained. The topics that tell of a
 * bridge are subscribed to as they are and first: nothing may be published before, and a broker that gives no retained
 * message for a filter with a wildcard gives itself away.
 */
export function greet(options: GreetingOptions): Greeting {
  const { link, topics, rivals, say, current, sleep } = options;
  let reader: RetainedReader | undefined;

  async function attempt(subscribing: Promise<void>): Promise<void> {
    await subscribing.catch(unreadable);
  }
  function unreadable({ message }: Error): void {
    if (current()) say.unreadable(message);
  }
  const occupied = async () => current() && rivals.suspected() && (await rivals.answer(link).catch(() => false));

  async function read(filters: readonly string[]): Promise<RetainedReader & { readonly found: Map<string, string> }> {
    const marker: RetainedOptions['marker'] = { topic: topics.bridgeState, payload: 'online' };
    const look = readRetained({ link, filters, marker, keep: options.isOurs, sleep });
    reader = look;
    const found = await look.result.catch((error: Error) => {
      unreadable(error);
      return new Map<string, string>();
    });
    return { ...look, found };
  }

  async function run(): Promise<Holdings | 'occupied' | undefined> {
    if (options.subscriptions.length > 0) await attempt(link.subscribe(options.subscriptions));
    if (!current()) return undefined;
    await attempt(rivals.follow(link));
    if (await occupied()) return 'occupied';
    if (!current()) return undefined;
    const something = rivals.heldSomething();
    const look = await read(options.lookThrough);
    // What a slow broker sent late may be of another bridge after all.
    if (await occupied()) return 'occupied';
    if (!current()) return undefined;
    if (!look.heard()) say.unreadable(`what is published on ${topics.bridgeState} does not come back`);
    if (!something || !look.heard() || !look.empty()) return { held: look.found, known: 'all' };
    say.exactOnly();
    const attributes = [...options.wanted.keys()].filter((topic) => topic.endsWith('/attributes'));
    return { held: (await read(attributes)).found, known: 'part' };
  }

  return {
    take: (message) => reader?.take(message) ?? false,
    // A sleep that ends with everything else.
    result: run().catch(() => undefined),
  };
}
