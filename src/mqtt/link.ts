import type { MqttClient } from 'mqtt';
import type { Owed } from './acknowledgements.js';

/** The little of a broker's connection that publishing needs. */
export interface Outlet {
  /** How many publishes may wait for their acknowledgement at once. */
  readonly window: number;
  publish(topic: string, payload: string, retain: boolean, done: (error?: Error | null) => void): void;
}

/** One connection, from its CONNACK to its end. */
export interface Link extends Outlet {
  readonly protocolVersion: 4 | 5;
  /** Whether `$share/GROUP/FILTER` is taken (MQTT 5, Shared Subscription Available); MQTT 3.1.1 has no words for it. */
  readonly shares: boolean;
  subscribe(topics: readonly string[], qos?: 0 | 1): Promise<void>;
  unsubscribe(topics: readonly string[]): Promise<void>;
  /** Takes leave properly, so that the last will is not sent. */
  end(): Promise<void>;
  /**
   * Takes leave so that the last will is still sent, after its delay, unless another connection goes on with the session
   * until then (MQTT 5, reason 0x04). With MQTT 3.1.1, which has no delay, the same as `end`.
   */
  handOver(): Promise<void>;
  /** Ends it without a word and at once, so that the last will is sent; nothing that is not on its way yet goes out. */
  drop(): void;
  /** The same, and a new connection follows at once. */
  reopen(): void;
}

export interface LinkParts
  extends Pick<Link, 'protocolVersion' | 'shares' | 'window' | 'end' | 'handOver' | 'drop' | 'reopen'> {
  readonly client: MqttClient;
  readonly qos: 0 | 1 | 2;
  /** Bytes of a packet that this broker takes at most (MQTT 5, Maximum Packet Size). */
  readonly largest?: number | undefined;
  readonly owed: Owed;
}

/** What a PUBLISH holds beside topic and payload, at most: header and length, packet id, empty properties. */
const ENVELOPE_BYTES = 10;

/** What the rest of the program sees of a client that is connected. */
export function createLink({ client, qos: publishQos, largest, owed, ...own }: LinkParts): Link {
  return {
    ...own,
    publish(topic, payload, retain, done) {
      const bytes = Buffer.byteLength(topic) + Buffer.byteLength(payload) + ENVELOPE_BYTES;
      if (largest !== undefined && bytes > largest) {
        // Sent all the same it would end the connection, each time anew.
        queueMicrotask(() => done(new Error(`it is larger than this broker takes (${largest} bytes)`)));
        return;
      }
      const answered = owed(`a message on ${topic}`);
      client.publish(topic, payload, { qos: publishQos, retain }, (error) => {
        answered();
        // Only the broker's own no carries a number; the rest means that the connection is going, and onDown follows.
        if (!error || typeof (error as { code?: unknown }).code === 'number') done(error as Error | undefined);
      });
    },
    subscribe(topics, qos = 1) {
      const answered = owed(`a subscription to ${topics[0]}`);
      return new Promise((resolve, reject) => {
        client.subscribe([...topics], { qos }, (error, _granted, packet) => {
          answered();
          const refused = topics.filter((_, index) => Number(packet?.granted[index]) >= 128);
          if (refused.length > 0) reject(new Error(`the broker does not let this client read ${refused.join(', ')}`));
          else if (error) reject(error);
          else resolve();
        });
      });
    },
    async unsubscribe(topics) {
      const answered = owed(`the end of a subscription to ${topics[0]}`);
      await client.unsubscribeAsync([...topics]).finally(answered);
    },
  };
}
