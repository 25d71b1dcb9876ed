import { createSinks, type SinksOptions } from '../bridge/sinks.js';
import type { Outlet } from '../mqtt/link.js';
import { createPublisher, type Publisher } from '../mqtt/publisher.js';
import { createAnnounced } from '../sinks/announced.js';
import type { FanOut } from '../sinks/fan-out.js';
import { TAKEN } from '../sinks/sink.js';
import type { Heirs } from '../store/cluster.js';
import type { Store } from '../store/store.js';
import { resolvesWithin } from '../tools.js';
import { createDroppedDevices } from './dropped-devices.js';
import type { FormerBases } from './former-bases.js';
import { createStaleTopics } from './stale-topics.js';

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
  arrived(): Promise<BrokerAnswer>;
}

/** `answered`: the broker has taken it, or refuses it; `away`: there is no connection; `late`: it has not come to an end. */
export type BrokerAnswer = 'answered' | 'away' | 'late';

export interface TurnOutputOptions extends Pick<SinksOptions, 'config' | 'log' | 'tools' | 'signal' | 'context'> {
  readonly store: Store['announced'];
  readonly userId: string;
  /** Of the account, as it is called now. */
  readonly name: string;
  /** See `TurnParts`. */
  readonly outlet: (signal: AbortSignal) => Outlet | undefined;
  /** Calls this when the connection goes; @returns what ends that */
  readonly onDown: (listener: () => void) => () => void;
  readonly heirs: Heirs;
  readonly formerBases: FormerBases;
  readonly onPublished: (topic: string) => void;
  readonly onRefused: (topic: string, reason: string) => void;
  readonly onStoreTrouble: (error: unknown) => void;
}

/** In which an entity of Home Assistant goes from a former topic to the new one; emptied before, it would complain. */
const FORMER_MILLISECONDS = 2000;
/** For the acknowledgements of one person's topics. */
const ARRIVAL_MILLISECONDS = 30_000;

export async function openTurnOutput(options: TurnOutputOptions): Promise<TurnOutput> {
  const { store, heirs, userId, tools, signal, onStoreTrouble, onPublished, config } = options;
  const { topics } = options.context;
  let outlet: Outlet | undefined;
  const publisher = createPublisher({
    gate: { isOpen: (topic) => announced.gate.isOpen(topic), onCleared: (topic) => announced.gate.onCleared(topic) },
    onRefused: (topic, error) => options.onRefused(topic, error.message),
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
  const dropped = createDroppedDevices(announced, publisher);
  const stale = createStaleTopics({ ...options, topics, announced, publisher });
  const sinks = createSinks({ ...options, announced: dropped.announced, session });
  let tellGone = () => {};
  const gone = new Promise<void>((resolve) => {
    tellGone = resolve;
  });
  const down = () => {
    outlet = undefined;
    publisher.down();
    tellGone();
  };
  const stopListening = options.onDown(down);
  // Somebody else may have the person by now.
  const end = () => {
    stopListening();
    down();
  };
  signal.addEventListener('abort', end, { once: true });

  async function leavingTopics(): Promise<readonly string[]> {
    const ofDevices = dropped.topics();
    const left = ofDevices.length === 0 ? [] : await heirs.handOver(userId, ofDevices);
    return [...left, ...(await stale.topics(ofDevices))];
  }

  async function settled(): Promise<BrokerAnswer> {
    if (!outlet) return 'away';
    // What was taken away is forgotten when the broker has answered, and by whoever has the person.
    const all = announced
      .settled()
      .then(() => publisher.settled())
      .then(() => announced.settled());
    const isSettled = await resolvesWithin(tools, ARRIVAL_MILLISECONDS, Promise.race([all, gone]));
    if (!outlet) return 'away';
    return isSettled ? 'answered' : 'late';
  }

  return {
    sinks,
    publisher,
    async begin(everything) {
      // Sinks take what they are given in the order in which they are given it.
      await sinks.all(async () => TAKEN);
      outlet = signal.aborted ? undefined : options.outlet(signal);
      const all = everything || stale.ofFormerNames().length > 0;
      if (outlet) publisher.up(outlet, new Map(all ? [] : publisher.wanted), all ? 'part' : 'all');
    },
    async arrived() {
      await sinks.all(async () => TAKEN);
      const arrival = await settled();
      if (arrival !== 'answered') return arrival;
      const leaving = await leavingTopics();
      if (leaving.length === 0) return settled();
      const isDiscovery = (topic: string) => announced.noted().get(topic)?.kind === 'discovery';
      const messages = leaving.filter(isDiscovery);
      announced.clear(messages);
      // Whoever reads the others is to have heard of that, and of new ones, first.
      if (config.homeassistant.enabled || messages.length > 0) await tools.sleep(FORMER_MILLISECONDS, signal);
      announced.clear(leaving.filter((topic) => !isDiscovery(topic)));
      return settled();
    },
  };
}
