import type { Link, Message } from './connection.js';

export interface RetainedOptions {
  readonly link: Link;
  /** Topic filters to look through. */
  readonly filters: readonly string[];
  /** A topic that is subscribed to, by the first filter at the latest; publishing it marks the end: a broker answers in order. */
  readonly marker: { readonly topic: string; readonly payload: string };
  /** Which of the messages to keep; others are forgotten at once. */
  readonly keep: (message: Message) => boolean;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds; default 5,000. */
  readonly patience?: number;
}

export interface RetainedReader {
  /** To be called with every message that arrives; true if it was one of the replay. */
  take(message: Message): boolean;
  /** Topic and payload of what lies retained on the broker; as much of it as came, when the marker does not come back. */
  readonly result: Promise<Map<string, string>>;
  /** Whether the marker has come back. If not, the broker does not let us read, or is very slow. */
  heard(): boolean;
  /** Whether nothing at all was retained. */
  empty(): boolean;
}

/** Some brokers send retained messages a little after what was published later. */
const QUIET_MILLISECONDS = 40;
/** More in one packet some brokers do not take. */
const FILTERS_AT_ONCE = 100;

/**
 * Reads what lies retained below some filters. A subscription at QoS 0 keeps the replay in one stream with the marker;
 * after the marker has come back, a short quiet ends it.
 */
export function readRetained(options: RetainedOptions): RetainedReader {
  const { link, marker } = options;
  const found = new Map<string, string>();
  let markerSeen = () => {};
  let heard = false;
  let arrived = 0;
  /** What the marker's topic holds, as far as it was heard since. */
  let after = marker.payload;
  const echoed = new Promise<void>((resolve) => {
    markerSeen = () => {
      heard = true;
      resolve();
    };
  });

  async function read(): Promise<Map<string, string>> {
    for (const filters of inParts(options.filters)) await link.subscribe(filters, 0);
    link.publish(marker.topic, marker.payload, true, () => {});
    await Promise.race([echoed, options.sleep(options.patience ?? 5000)]);
    await untilQuiet(options.sleep, () => arrived);
    // Without an echo nobody knows whether it arrived.
    if (heard) found.set(marker.topic, after);
    for (const filters of inParts(options.filters)) await link.unsubscribe(filters);
    return found;
  }

  return {
    take(message) {
      if (!message.retained) {
        if (message.topic !== marker.topic) return false;
        if (message.payload === marker.payload) markerSeen();
        after = message.payload;
        return true;
      }
      arrived += 1;
      if (message.payload !== '' && options.keep(message)) found.set(message.topic, message.payload);
      return true;
    },
    result: read(),
    heard: () => heard,
    empty: () => arrived === 0,
  };
}

/** Resolves when nothing has arrived for a moment. */
export async function untilQuiet(sleep: (milliseconds: number) => Promise<void>, arrived: () => number): Promise<void> {
  for (let before = -1; before !== arrived(); ) {
    before = arrived();
    await sleep(QUIET_MILLISECONDS);
  }
}

function* inParts(filters: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < filters.length; start += FILTERS_AT_ONCE) {
    yield filters.slice(start, start + FILTERS_AT_ONCE);
  }
}
