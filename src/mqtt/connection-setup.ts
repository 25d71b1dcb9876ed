import type { Link, Message } from './connection.js';
import type { ConnectionLog } from './connection-log.js';
import type { OtherBridge } from './other-bridge.js';
import { type RetainedOptions, type RetainedReader, readRetained } from './retained.js';
import type { Topics } from './topics.js';

/** What lies retained on a broker, as far as a new connection could learn it. */
export interface Snapshot {
  readonly topics: ReadonlyMap<string, string>;
  /** `part`: what is not in there may lie on the broker all the same. */
  readonly known: 'all' | 'part';
}

/** What comes before anything is published on a new connection. */
export interface ConnectionSetup {
  /** To be called with every message; true if it was for this alone. */
  take(message: Message): boolean;
  /** Undefined when the connection is gone meanwhile. */
  readonly result: Promise<Snapshot | 'occupied' | undefined>;
}

/** What a bridge wants of a new connection before it publishes. */
export interface SetupWishes {
  /** Topics to follow. */
  readonly subscriptions: readonly string[];
  /** Topic filters to look through for what is retained; the state topic must lie within the first. */
  readonly lookThrough: readonly string[];
  readonly isOurs: (message: Message) => boolean;
  /** Single topics to read, too; the broker may forbid those. Default: none. */
  readonly alsoRead?: () => readonly string[];
  /** Those to read, beside attributes, where a filter brings nothing. Default: none. */
  readonly oneByOne?: () => readonly string[];
  /** Resolves when the bridge may say its first word; no other one is there. Default: at once. */
  readonly claim?: () => Promise<void>;
}

export interface SetupOptions extends SetupWishes {
  readonly link: Link;
  readonly topics: Topics;
  readonly otherBridge: OtherBridge;
  readonly say: Pick<ConnectionLog, 'unreadable' | 'exactOnly'>;
  /** Whether the link is still the one. */
  readonly current: () => boolean;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** What is to lie there. */
  readonly wanted: ReadonlyMap<string, string>;
}

/**
 * Subscribes, sees whether another bridge has the base topic, and reads what is retained. The topics that tell of a
 * bridge are subscribed to as they are and first: nothing may be published before, and a broker that gives no retained
 * message for a filter with a wildcard gives itself away.
 */
export function setUpConnection(options: SetupOptions): ConnectionSetup {
  const { link, topics, otherBridge, say, current, sleep } = options;
  let reader: RetainedReader | undefined;

  async function attempt(subscribing: Promise<void>): Promise<void> {
    await subscribing.catch(unreadable);
  }
  function unreadable({ message }: Error): void {
    if (current()) say.unreadable(message);
  }
  const occupied = async () =>
    current() && otherBridge.suspected() && (await otherBridge.answer(link).catch(() => false));

  async function read(
    filters: readonly string[],
    onFailed: (error: Error) => void = unreadable,
  ): Promise<RetainedReader & { readonly found: Map<string, string> }> {
    const marker: RetainedOptions['marker'] = { topic: topics.bridgeState, payload: 'online' };
    const look = readRetained({ link, filters, marker, keep: options.isOurs, sleep });
    reader = look;
    const found = await look.result.catch((error: Error) => {
      onFailed(error);
      return new Map<string, string>();
    });
    return { ...look, found };
  }

  /** What lies at topics of a former base or prefix, which this client may not be allowed to read any more. */
  async function readAlso(): Promise<ReadonlyMap<string, string>> {
    const single = options.alsoRead?.() ?? [];
    return single.length === 0 ? new Map() : (await read(single, () => {})).found;
  }

  async function run(): Promise<Snapshot | 'occupied' | undefined> {
    if (options.subscriptions.length > 0) await attempt(link.subscribe(options.subscriptions));
    if (!current()) return undefined;
    await attempt(otherBridge.follow(link));
    if (await occupied()) return 'occupied';
    if (!current()) return undefined;
    await options.claim?.();
    if (!current()) return undefined;
    const something = otherBridge.cameRetained();
    const look = await read(options.lookThrough);
    // What a slow broker sent late may be of another bridge after all.
    if (await occupied()) return 'occupied';
    if (!current()) return undefined;
    if (!look.heard()) say.unreadable(`what is published on ${topics.bridgeState} does not come back`);
    const also = await readAlso();
    if (!something || !look.heard() || !look.empty())
      return { topics: new Map([...look.found, ...also]), known: 'all' };
    say.exactOnly();
    const attributes = [...options.wanted.keys()].filter((topic) => topic.endsWith('/attributes'));
    const { found } = await read([...attributes, ...(options.oneByOne?.() ?? [])]);
    return { topics: new Map([...found, ...also]), known: 'part' };
  }

  return {
    take: (message) => reader?.take(message) ?? false,
    // A sleep that ends with everything else.
    result: run().catch(() => undefined),
  };
}
