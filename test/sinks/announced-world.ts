import { createPublisher } from '../../src/mqtt/publisher.js';
import { createAnnounced, isOfDevice } from '../../src/sinks/announced.js';
import { createDeviceTopics } from '../../src/sinks/homeassistant/device-topics.js';
import type { AnnouncedTopic } from '../../src/store/store.js';
import { messageOf } from '../../src/tools.js';
import { createFakeBroker } from '../mqtt/fake-broker.js';

export interface WorldOptions {
  /** What the broker holds. */
  readonly retained?: Iterable<readonly [string, string]>;
  readonly known?: readonly AnnouncedTopic[];
  /** Of a connection. Default: many. */
  readonly window?: number;
  /** Base topics of this bridge. */
  readonly bases?: readonly string[];
}

/** A publisher with what is announced, on a broker, over notes in memory; the connection is up. */
export function announcedWorld({ retained = [], known = [], window = 1000, bases = ['withings'] }: WorldOptions = {}) {
  const broker = createFakeBroker(retained);
  const notes = new Map(known.map((note) => [note.topic, note]));
  const here = { full: false, atHome: true };
  /** What happens with notes, and with the broker, in order. */
  const log: string[] = [];
  const waits: (() => void)[] = [];
  const writable = async () => {
    if (here.full) throw new Error('the disk is full');
  };
  const listened: string[] = [];
  const shared = createDeviceTopics({
    known: known.flatMap((one) => (isOfDevice(one) ? [one.topic] : [])),
    listen: (topics) => void listened.push(...topics),
    bases: () => bases,
    repeat: (topic) => publisher.repeat([topic]),
    sleep: () => new Promise((wake) => waits.push(wake)),
  });
  const announced = createAnnounced({
    shared,
    store: {
      async note(topics) {
        await writable();
        for (const note of topics) notes.set(note.topic, note);
        log.push(`note ${topics.map(({ topic }) => topic).join(' ')}`);
      },
      async forget(topics) {
        await writable();
        for (const topic of topics) notes.delete(topic);
        log.push(`forget ${topics.join(' ')}`);
      },
    },
    known,
    publisher: () => publisher,
    atHome: () => here.atHome,
    sleep: () => new Promise((wake) => waits.push(wake)),
    onTrouble: (error) => void log.push(messageOf(error)),
    onWell: () => {},
  });
  const publisher = createPublisher({ gate: announced.gate, onRefused: () => {} });
  const up = () =>
    publisher.up(
      broker.connect(window, (topic, payload) => log.push(`${topic}=${payload}`)),
      new Map(broker.retained),
    );
  up();
  /** Lets everybody act, and the broker answer. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      broker.acknowledge();
    }
  }
  return {
    announced,
    shared,
    listened,
    publisher,
    broker,
    notes,
    here,
    log,
    up,
    settle,
    wake: () => waits.splice(0).map((go) => go()),
  };
}
