import type { Link, Message } from './connection.js';

export interface RetainedOptions {
  readonly link: Link;
  /** Topic filters to look through. */
  readonly filters: readonly string[];
  /** A topic within the first filter; publishing it here marks the end, since a broker answers in order. */
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
}

/** Some brokers send retained messages a little after what was published later. */
const QUIET_MILLISECONDS = 40;

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
  const echoed = new Promise<void>((resolve) => {
    markerSeen = () => {
      heard = true;
      resolve();
    };
  });

  async function read(): Promise<Map<string, string>> {
    await link.subscribe(options.filters, 0);
    link.publish(marker.topic, marker.payload, true, () => {});
    await Promise.race([echoed, options.sleep(options.patience ?? 5000)]);
    for (let before = -1; before !== arrived; ) {
      before = arrived;
      await options.sleep(QUIET_MILLISECONDS);
    }
    // Without an echo nobody knows whether it arrived.
    if (heard) found.set(marker.topic, marker.payload);
    await link.unsubscribe(options.filters);
    return found;
  }

  return {
    take(message) {
      if (!message.retained) {
        if (message.topic === marker.topic && message.payload === marker.payload) markerSeen();
        return message.topic === marker.topic;
      }
      arrived += 1;
      if (message.payload !== '' && options.keep(message)) found.set(message.topic, message.payload);
      return true;
    },
    result: read(),
    heard: () => heard,
  };
}
