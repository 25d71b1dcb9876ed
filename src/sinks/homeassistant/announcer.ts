import type { Publisher } from '../../mqtt/publisher.js';
import { bridgeMessage, type DeviceMessage, type DiscoveryContext } from './devices.js';

/** Keeps Home Assistant's devices announced. */
export interface Announcer {
  /** The device's message is made and published shortly; several calls until then count as one. */
  announce(device: string, make: () => DeviceMessage | undefined): void;
  /** Publishes what is due now. */
  flush(): void;
  /** Takes the device with this message's topic away; `then` is called when nobody reads its topics any more. */
  forget(device: string, topic: string, then: () => void): void;
}

export interface AnnouncerOptions {
  readonly publisher: Publisher;
  readonly context: DiscoveryContext;
  readonly enabled: boolean;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Home Assistant may skip parts of a device message that comes while it still works on the last one for that device,
 * so new metrics are gathered for a moment.
 */
const GATHER_MILLISECONDS = 2000;

export function createAnnouncer({ publisher, context, enabled, sleep }: AnnouncerOptions): Announcer {
  const due = new Map<string, () => DeviceMessage | undefined>();
  let gathering = false;

  function flush(): void {
    for (const make of due.values()) {
      const message = make();
      if (message) publisher.set(message.topic, message.payload);
    }
    due.clear();
  }

  // The bridge comes first: the others name it as the device they hang on.
  if (enabled) due.set('bridge', () => bridgeMessage(context));

  return {
    flush,
    announce(device, make) {
      if (!enabled) return;
      due.set(device, make);
      if (gathering) return;
      gathering = true;
      const done = () => {
        gathering = false;
      };
      sleep(GATHER_MILLISECONDS)
        .then(flush, () => {})
        .finally(done);
    },
    forget(device, topic, then) {
      due.delete(device);
      publisher.set(topic, '');
      sleep(GATHER_MILLISECONDS).then(then, () => {});
    },
  };
}
