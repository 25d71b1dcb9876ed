import type { Log } from '../log.js';
import { type BrokerOptions, keepConnected, type Link, type Message } from './connection.js';
import { createConnectionLog } from './connection-log.js';
import { type Greeting, greet, type Holdings } from './greeting.js';
import { createOwnState } from './own-state.js';
import type { BrokerProblem } from './problem.js';
import { createPublisher, type Publisher } from './publisher.js';
import { type BridgeSign, bridgeSign, comesFirst, createRivals } from './rivals.js';
import type { Topics } from './topics.js';
import { type Waiting, waitForOther } from './waiting.js';

/** The bridge's life on the broker: connects, looks what is retained there, publishes what differs, says goodbye. */
export interface BrokerSession {
  readonly publisher: Publisher;
  readonly connected: () => boolean;
  /** What lay retained on the broker when the connection came up, of the topics that concern us. */
  readonly held: () => ReadonlyMap<string, string>;
  /** Calls this each time the connection is up and what is retained is known. */
  readonly onReady: (listener: () => void) => void;
  /** Resolves when the connection is up and what is retained is known, at once if it is so now. */
  readonly ready: () => Promise<void>;
  /** Resolves when another bridge is found on the base topic; while it is there nothing is published. */
  readonly occupied: Promise<void>;
  run(): Promise<void>;
  /** Publishes `offline`, waits for its acknowledgement and ends the connection properly. */
  leave(): Promise<void>;
}

export interface BrokerSessionOptions {
  readonly broker: BrokerOptions;
  readonly topics: Topics;
  readonly log: Log;
  /** Ends the connection without a word. */
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Milliseconds, to measure how long a connection lasted. Default: the process's own, which nobody sets. */
  readonly clock?: () => number;
  /** Topic filters to look through for what is retained; the state topic must lie within the first. */
  readonly lookThrough: readonly string[];
  readonly isOurs: (message: Message) => boolean;
  /** Topics to follow. */
  readonly subscriptions: readonly string[];
  readonly onMessage: (message: Message) => void;
  readonly onConnected?: () => void;
  readonly onPublished?: () => void;
}

const FIRST_RETRY_MILLISECONDS = 1000;
const LAST_RETRY_MILLISECONDS = 30_000;

export function createBrokerSession(options: BrokerSessionOptions): BrokerSession {
  const { broker, topics, log, sleep, random, signal, clock } = options;
  const say = createConnectionLog(log, broker.url);
  const publisher = createPublisher({
    onRefused: (topic, error) => say.refused(topic, error.message),
    onPublished(topic) {
      log.debug('published', { topic });
      options.onPublished?.();
    },
  });
  const own = () => bridgeSign(publisher.wanted.get(topics.bridgeInfo) ?? '');
  const rivals = createRivals({ topics, own, random, sleep, onHeard });
  const contradicted = createOwnState({ sayAgain: () => publisher.repeat([topics.bridgeState]), sleep });
  const listeners: (() => void)[] = [];
  const waiters: (() => void)[] = [];
  let link: Link | undefined;
  let greeting: Greeting | undefined;
  /** While another bridge has the base topic. */
  let theirs = false;
  let waiting: Waiting | undefined;
  let held: ReadonlyMap<string, string> = new Map();
  let readyNow = false;
  /** Live messages that came while we were still reading: answers to them could not go out. */
  let early: Message[] = [];
  let leaving = false;
  let onOccupied = () => {};
  const occupied = new Promise<void>((resolve) => {
    onOccupied = resolve;
  });

  async function claim(next: Link): Promise<void> {
    const current = () => link === next;
    const { subscriptions, lookThrough, isOurs } = options;
    const { wanted } = publisher;
    const parts = { link: next, topics, rivals, say, current, sleep };
    greeting = greet({ ...parts, subscriptions, lookThrough, isOurs, wanted });
    const result = await greeting.result;
    if (result === undefined || !current()) return;
    greeting = undefined;
    if (result === 'occupied') stepBack();
    else open(next, result);
  }

  function open(next: Link, { held: found, known }: Holdings): void {
    held = found;
    readyNow = true;
    say.alone();
    publisher.set(topics.bridgeState, leaving ? 'offline' : 'online');
    publisher.up(next, found, known);
    for (const listener of [...listeners, ...waiters.splice(0)]) listener();
    for (const message of early.splice(0)) options.onMessage(message);
  }

  /** To a connection without a last will, since the other bridge is not to look gone when this one goes. */
  function stepBack(): void {
    theirs = true;
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
    waiting = waitForOther({ sleep, ask: () => rivals.answer(next), onGone });
    rivals.follow(next).catch(({ message }: Error) => {
      if (link === next) say.unreadable(message);
    });
  }

  /** Another bridge speaks: of two that came at the same time the second one steps back. */
  function onHeard(sign: BridgeSign): void {
    waiting?.heard();
    if (!readyNow || leaving) return;
    if (!comesFirst(sign, own())) publisher.repeat([topics.bridgeInfo]);
    else stepBack();
  }

  function onState({ payload, retained }: Message): void {
    if (retained) return;
    if (payload === 'offline') waiting?.leaving();
    else waiting?.heard();
    if (payload === 'offline' && readyNow && !leaving) contradicted();
  }

  function onMessage(message: Message): void {
    if (message.topic === topics.bridgeState) onState(message);
    if (rivals.take(message) || greeting?.take(message)) return;
    if (message.topic === topics.bridgeState || message.topic === topics.bridgeInfo) return;
    if (readyNow) options.onMessage(message);
    // One message comes twice where two of our filters hold its topic.
    else if (!early.some(({ topic, payload }) => topic === message.topic && payload === message.payload))
      early.push(message);
  }

  function onDown(): void {
    link = undefined;
    greeting = undefined;
    waiting?.end();
    waiting = undefined;
    early = [];
    readyNow = false;
    publisher.down();
  }

  return {
    publisher,
    connected: () => readyNow,
    held: () => held,
    onReady: (listener) => void listeners.push(listener),
    ready: () => (readyNow ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
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
        onProblem(problem: BrokerProblem, failures: number) {
          if (!leaving) say.problem(problem, failures);
        },
        onDown,
        onMessage,
      };
      const retryDelay = (failures: number) =>
        Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** Math.max(0, failures - 1)) *
        (1 + random() / 4);
      const tools = { signal, sleep, wait: sleep, retryDelay, hasWill: () => !theirs };
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
