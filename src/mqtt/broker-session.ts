import { fill, type Log } from '../log.js';
import { debounce } from '../tools.js';
import { type BrokerOptions, keepConnected, type Link, type Message } from './connection.js';
import { createConnectionLog, OCCUPIED } from './connection-log.js';
import { type ConnectionSetup, type SetupWishes, type Snapshot, setUpConnection } from './connection-setup.js';
import { type BridgeSign, bridgeSign, comesFirst, watchOtherBridge } from './other-bridge.js';
import { createOwnState } from './own-state.js';
import type { BrokerProblem } from './problem.js';
import { createPublisher, type Publisher } from './publisher.js';
import { createRefusals } from './refusals.js';
import { createRetryDelay } from './retry-delay.js';
import { type Standby, standBy } from './standby.js';
import type { TopicGate } from './topic-gate.js';
import type { Topics } from './topics.js';

/** The bridge's life on the broker: connects, looks what is retained there, publishes what differs, says `offline` at the end. */
export interface BrokerSession {
  readonly publisher: Publisher;
  readonly connected: () => boolean;
  /** Why it is not connected, in words; undefined while it is, and as long as nobody can say. */
  readonly problem: () => string | undefined;
  /** That is why: the broker is there, and another bridge has the base topic. */
  readonly isOccupied: () => boolean;
  /** What the broker, which is there, refuses of what is published, in words; undefined where it takes all. */
  readonly refusal: () => string | undefined;
  /** The retained snapshot: what lay on the broker when the connection came up, of the topics that concern us. */
  readonly snapshot: () => ReadonlyMap<string, string>;
  /** Calls this each time the connection is up and what is retained is known. */
  readonly onReady: (listener: () => void) => void;
  /** Resolves when the connection is up and what is retained is known, at once if it is so now. */
  readonly ready: () => Promise<void>;
  /** Hears what is said on these topics, too, until the connection ends; what a broker forbids is not heard. */
  readonly listen: (topics: readonly string[]) => void;
  /** Resolves when another bridge is found on the base topic; while it is there nothing is published. */
  readonly occupied: Promise<void>;
  run(): Promise<void>;
  /** Publishes `offline`, waits for its acknowledgement and ends the connection properly. */
  leave(): Promise<void>;
}

export interface BrokerSessionOptions extends SetupWishes {
  readonly broker: BrokerOptions;
  readonly topics: Topics;
  readonly log: Log;
  /** Ends the connection without a word. */
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Milliseconds, to measure how long a connection lasted. Default: the process's own, which nobody sets. */
  readonly clock?: () => number;
  readonly gate?: TopicGate;
  readonly onMessage: (message: Message) => void;
  readonly onConnected?: () => void;
  readonly onPublished?: () => void;
  /** `connected` or `problem` may have changed. */
  readonly onStatus?: () => void;
}

/** An ACL may be mended while the connection lasts. */
const TRY_REFUSED_MILLISECONDS = 5 * 60_000;

export function createBrokerSession(options: BrokerSessionOptions): BrokerSession {
  const { broker, topics, log, sleep, random, signal, clock, onStatus = () => {} } = options;
  const say = createConnectionLog(log, broker.url);
  const refusals = createRefusals(log);
  const publisher: Publisher = createPublisher({
    gate: options.gate,
    onRefused(topic, error) {
      refusals.refused(topic, error.message);
      tryAgain();
    },
    onPublished(topic) {
      log.debug('published', { topic });
      refusals.taken(topic);
      options.onPublished?.();
    },
  });
  const tryAgain = debounce(TRY_REFUSED_MILLISECONDS, sleep, async () => publisher.retryRefused());
  const own = () => bridgeSign(publisher.wanted.get(topics.bridgeInfo) ?? '');
  const otherBridge = watchOtherBridge({ topics, own, random, sleep, onHeard });
  const contradicted = createOwnState({ sayAgain: () => publisher.repeat([topics.bridgeState]), sleep });
  const listeners: (() => void)[] = [];
  const waiters: (() => void)[] = [];
  let link: Link | undefined;
  let setup: ConnectionSetup | undefined;
  /** While another bridge has the base topic. */
  let theirs = false;
  let standby: Standby | undefined;
  let snapshot: ReadonlyMap<string, string> = new Map();
  let readyNow = false;
  let problem: string | undefined;
  /** `problem` is the other bridge. */
  let isOccupied = false;
  /** Live messages that came while we were still reading: answers to them could not go out. */
  let early: Message[] = [];
  let leaving = false;
  let onOccupied = () => {};
  const occupied = new Promise<void>((resolve) => {
    onOccupied = resolve;
  });

  async function claim(next: Link): Promise<void> {
    const current = () => link === next;
    const { wanted } = publisher;
    setup = setUpConnection({ ...options, link: next, topics, otherBridge, say, current, sleep, wanted });
    const result = await setup.result;
    if (result === undefined || !current()) return;
    setup = undefined;
    if (result === 'occupied') stepBack();
    else open(next, result);
  }

  function open(next: Link, { topics: found, known }: Snapshot): void {
    snapshot = found;
    readyNow = true;
    problem = undefined;
    isOccupied = false;
    say.alone();
    publisher.set(topics.bridgeState, leaving ? 'offline' : 'online');
    publisher.up(next, found, known);
    for (const listener of [...listeners, ...waiters.splice(0)]) listener();
    for (const message of early.splice(0)) options.onMessage(message);
    onStatus();
  }

  /** To a connection without a last will, since the other bridge is not to look gone when this one goes. */
  function stepBack(): void {
    theirs = true;
    problem = fill(OCCUPIED, { base: topics.base });
    isOccupied = true;
    say.occupied(topics.base);
    onOccupied();
    if (leaving) void link?.end();
    else link?.reopen();
  }

  function watch(next: Link): void {
    const onGone = () => {
      theirs = false;
      next.reopen();
    };
    standby = standBy({ sleep, ask: () => otherBridge.answer(next), onGone });
    otherBridge.follow(next).catch(({ message }: Error) => {
      if (link === next) say.unreadable(message);
    });
  }

  /** Another bridge speaks: of two that came at the same time the second one steps back. */
  function onHeard(sign: BridgeSign): void {
    standby?.heard();
    if (!readyNow || leaving) return;
    if (!comesFirst(sign, own())) publisher.repeat([topics.bridgeInfo]);
    else stepBack();
  }

  function onState({ payload, retained }: Message): void {
    if (retained) return;
    if (payload === 'offline') standby?.leaving();
    else standby?.heard();
    if (payload === 'offline' && readyNow && !leaving) contradicted();
  }

  function onMessage(message: Message): void {
    if (message.topic === topics.bridgeState) onState(message);
    if (otherBridge.take(message) || setup?.take(message)) return;
    if (message.topic === topics.bridgeState || message.topic === topics.bridgeInfo) return;
    if (readyNow) options.onMessage(message);
    // One message comes twice where two of our filters hold its topic.
    else if (!early.some(({ topic, payload }) => topic === message.topic && payload === message.payload))
      early.push(message);
  }

  function onDown(): void {
    link = undefined;
    setup = undefined;
    standby?.end();
    standby = undefined;
    early = [];
    readyNow = false;
    publisher.down();
    onStatus();
  }

  return {
    publisher,
    connected: () => readyNow,
    problem: () => problem,
    isOccupied: () => isOccupied,
    refusal: () => (publisher.refused().length > 0 ? refusals.problem() : undefined),
    snapshot: () => snapshot,
    onReady: (listener) => void listeners.push(listener),
    ready: () => (readyNow ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    listen(topics) {
      if (link && readyNow) link.subscribe(topics, 0).catch(() => {});
    },
    occupied,
    run() {
      const events = {
        onUp(next: Link) {
          link = next;
          say.up(next.protocolVersion);
          options.onConnected?.();
          if (theirs) watch(next);
          else void claim(next);
        },
        onProblem(found: BrokerProblem, failures: number) {
          if (leaving) return;
          say.problem(found, failures);
          problem = found.text;
          isOccupied = false;
          onStatus();
        },
        onDown,
        onMessage,
      };
      const tools = { signal, sleep, wait: sleep, retryDelay: createRetryDelay(random), hasWill: () => !theirs };
      return keepConnected(broker, events, { ...tools, ...(clock && { clock }) });
    },
    async leave() {
      leaving = true;
      if (!link) return;
      if (!theirs) {
        publisher.set(topics.bridgeState, 'offline');
        await Promise.race([publisher.settled(), occupied]);
      }
      await link?.end();
    },
  };
}
