import type { Link, Message } from './connection.js';

/** Reads what lies retained on single topics, beside whatever else the connection is used for. */
export interface TopicReader {
  /** To be called with every message; true if somebody waits for it. */
  take(message: Message): boolean;
  /**
   * Subscribes, and stays so.
   *
   * @returns the payload that lies there, or is published meanwhile; undefined when nothing comes
   * @throws Error when the broker does not let this client read it
   */
  follow(link: Link, topic: string): Promise<string | undefined>;
}

/**
 * After the answer to the subscription. What is retained comes with it, at some brokers a little later, and in a cluster
 * from another machine; a wait that is too short would make a full broker look empty.
 */
const PATIENCE_MILLISECONDS = 2000;

/** @param sleep rejects when everything stops */
export function createTopicReader(sleep: (milliseconds: number) => Promise<void>): TopicReader {
  const waiting = new Map<string, (payload: string) => void>();
  return {
    take({ topic, payload }) {
      const found = waiting.get(topic);
      found?.(payload);
      return found !== undefined;
    },
    async follow(link, topic) {
      const came = new Promise<string>((resolve) => waiting.set(topic, resolve));
      try {
        await link.subscribe([topic], 0);
        return await Promise.race([came, sleep(PATIENCE_MILLISECONDS).then(() => undefined)]);
      } finally {
        waiting.delete(topic);
      }
    },
  };
}
