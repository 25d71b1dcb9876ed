import type { Message } from '../../mqtt/connection.js';
import type { SharedTopics } from '../announced.js';
import { isAnotherBridges } from './own-messages.js';

/**
 * What lies now where Withings devices are announced. Their topics are the same for every bridge, since their ids are
 * Withings' own: of two bridges whose people share a scale, neither may take away what the other one has said, and what
 * one of them takes away the other one says again.
 */
export interface DeviceTopics extends SharedTopics {
  /** To be called with every message; true if it was about one of these topics. */
  take(message: Message): boolean;
  /** For each connection, with what lay there when it came up. */
  onReady(snapshot: ReadonlyMap<string, string>): void;
}

export interface DeviceTopicsOptions {
  /** Topics where an earlier run has announced some. */
  readonly known: readonly string[];
  /** Subscribes, on the connection that there is. */
  readonly listen: (topics: readonly string[]) => void;
  /** Base topics of ours, of now and of earlier. */
  readonly bases: () => readonly string[];
  /** Says again what is to lie there, if anything is. */
  readonly repeat: (topic: string) => void;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Home Assistant skips messages about a device that it is still busy with. */
const PAUSE_MILLISECONDS = 2000;

export function createDeviceTopics({ known, listen, bases, repeat, sleep }: DeviceTopicsOptions): DeviceTopics {
  /** By topic, what lies there; empty where nothing is known to. */
  const payloads = new Map(known.map((topic) => [topic, '']));

  return {
    follow(topic) {
      if (payloads.has(topic)) return;
      payloads.set(topic, '');
      listen([topic]);
    },
    take({ topic, payload, retained }) {
      if (!payloads.has(topic)) return false;
      payloads.set(topic, payload);
      if (payload === '' && !retained) {
        sleep(PAUSE_MILLISECONDS).then(
          () => payloads.get(topic) === '' && repeat(topic),
          () => {},
        );
      }
      return true;
    },
    onReady(snapshot) {
      for (const topic of payloads.keys()) payloads.set(topic, snapshot.get(topic) ?? '');
      if (payloads.size > 0) listen([...payloads.keys()]);
    },
    isAnothers: (topic) => isAnotherBridges(payloads.get(topic) ?? '', bases()),
  };
}
