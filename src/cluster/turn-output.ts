import { createSinks, type SinksOptions } from '../bridge/sinks.js';
import type { Outlet } from '../mqtt/link.js';
import { createPublisher, type Publisher } from '../mqtt/publisher.js';
import { createAnnounced } from '../sinks/announced.js';
import type { FanOut } from '../sinks/fan-out.js';
import { TAKEN } from '../sinks/sink.js';
import type { Store } from '../store/store.js';
import { resolvesWithin } from '../tools.js';

/** Where a turn of a person publishes, with what is known of what lies on the broker. Nothing of it outlives the turn. */
export interface TurnOutput {
  readonly sinks: FanOut;
  readonly publisher: Publisher;
  /**
   * What was shown so far is what the state said when the turn began.
   *
   * @param everything nobody knows whether it ever arrived: all of it goes out once more
   */
  begin(everything: boolean): Promise<void>;
  /** Resolves with whether the broker has all of it. */
  arrived(): Promise<boolean>;
}

export interface TurnOutputOptions extends Pick<SinksOptions, 'config' | 'log' | 'tools' | 'signal' | 'context'> {
  readonly store: Store['announced'];
  readonly userId: string;
  /** Of the account, as it is called now. */
  readonly name: string;
  /** The bridge's connection; undefined while there is none. */
  readonly outlet: () => Outlet | undefined;
  /** Calls this when the connection goes; @returns what ends that */
  readonly onDown: (listener: () => void) => () => void;
  readonly onPublished: () => void;
  readonly onStoreTrouble: (error: unknown) => void;
}

/** In which an entity of Home Assistant goes from a former topic to the new one; emptied before, it would complain. */
const FORMER_MILLISECONDS = 2000;
/** For the acknowledgements of one person's topics. */
const ARRIVAL_MILLISECONDS = 30_000;

export async function openTurnOutput(options: TurnOutputOptions): Promise<TurnOutput> {
  const { store, userId, tools, signal, onStoreTrouble, onPublished, config } = options;
  const { topics } = options.context;
  const ownTopics = topics.metric(options.name, '');
  let outlet: Outlet | undefined;
  let refused = 0;
  const publisher = createPublisher({
    gate: { isOpen: (topic) => announced.gate.isOpen(topic), onCleared: (topic) => announced.gate.onCleared(topic) },
    onRefused(topic, error) {
      refused += 1;
      options.log.debug('the broker refuses {topic}: {reason}', { topic, reason: error.message });
    },
    onPublished,
  });
  const announced = createAnnounced({
    store,
    known: await store.of(userId),
    publisher: () => publisher,
    atHome: () => true,
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    onTrouble: onStoreTrouble,
    onWell: () => {},
  });
  const session = { publisher, connected: () => outlet !== undefined };
  const sinks = createSinks({ ...options, announced, session });
  let tellGone = () => {};
  const gone = new Promise<void>((resolve) => {
    tellGone = resolve;
  });
  const end = options.onDown(() => {
    outlet = undefined;
    publisher.down();
    tellGone();
  });
  signal.addEventListener('abort', end, { once: true });

  /** Under a name that the account had before. What goes with a device knows no name. */
  const formerTopics = () =>
    announced.find(
      ({ kind, device }, topic) =>
        kind === 'value' && device === undefined && topics.isOwn(topic) && !topic.startsWith(ownTopics),
    );

  async function settled(): Promise<boolean> {
    if (!outlet) return false;
    // What was taken away is forgotten when the broker has answered, and by whoever has the person.
    const all = announced
      .settled()
      .then(() => publisher.settled())
      .then(() => announced.settled());
    const isSettled = await resolvesWithin(tools, ARRIVAL_MILLISECONDS, Promise.race([all, gone]));
    return isSettled && outlet !== undefined && refused === 0;
  }

  return {
    sinks,
    publisher,
    async begin(everything) {
      // Sinks take what they are given in the order in which they are given it.
      await sinks.all(async () => TAKEN);
      outlet = options.outlet();
      const all = everything || formerTopics().length > 0;
      if (outlet) publisher.up(outlet, new Map(all ? [] : publisher.wanted), all ? 'part' : 'all');
    },
    async arrived() {
      await sinks.all(async () => TAKEN);
      if (!(await settled())) return false;
      const former = formerTopics();
      if (former.length === 0) return true;
      // Whoever reads them is to have heard of the new ones first.
      if (config.homeassistant.enabled) await tools.sleep(FORMER_MILLISECONDS, signal);
      announced.clear(former);
      return settled();
    },
  };
}
