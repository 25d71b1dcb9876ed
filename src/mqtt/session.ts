import type { Log } from '../log.js';
import { type BrokerOptions, keepConnected, type Link, type Message } from './connection.js';
import { createConnectionLog } from './connection-log.js';
import type { BrokerProblem } from './problem.js';
import { createPublisher, type Publisher } from './publisher.js';
import { type RetainedReader, readRetained } from './retained.js';

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
  run(): Promise<void>;
  /** Publishes `offline`, waits for its acknowledgement and ends the connection properly. */
  leave(): Promise<void>;
}

export interface BrokerSessionOptions {
  readonly broker: BrokerOptions;
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
  const { broker, log } = options;
  const say = createConnectionLog(log, broker.url);
  const publisher = createPublisher({
    onRefused: (topic, error) => say.refused(topic, error.message),
    onPublished(topic) {
      log.debug('published', { topic });
      options.onPublished?.();
    },
  });
  let link: Link | undefined;
  let reader: RetainedReader | undefined;
  let held: ReadonlyMap<string, string> = new Map();
  let readyNow = false;
  const listeners: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  /** Live messages that came while we were still reading: answers to them could not go out. */
  let early: Message[] = [];
  let leaving = false;

  async function greet(next: Link): Promise<void> {
    const unreadable = ({ message }: Error): ReadonlyMap<string, string> => {
      if (link === next) say.unreadable(message);
      return new Map();
    };
    if (options.subscriptions.length > 0) await next.subscribe(options.subscriptions).catch(unreadable);
    if (link !== next) return;
    const look = readRetained({
      link: next,
      filters: options.lookThrough,
      marker: { topic: broker.stateTopic, payload: 'online' },
      keep: options.isOurs,
      sleep: options.sleep,
    });
    reader = look;
    const found = await look.result.catch(unreadable);
    if (link !== next) return;
    if (!look.heard()) say.unreadable(`what is published on ${broker.stateTopic} does not come back`);
    open(next, found);
  }

  function open(next: Link, found: ReadonlyMap<string, string>): void {
    reader = undefined;
    held = found;
    readyNow = true;
    publisher.set(broker.stateTopic, leaving ? 'offline' : 'online');
    publisher.up(next, found);
    for (const listener of [...listeners, ...waiting.splice(0)]) listener();
    for (const message of early.splice(0)) options.onMessage(message);
  }

  /** One message comes twice where two of our filters hold its topic. */
  function keepEarly(message: Message): void {
    if (!early.some(({ topic, payload }) => topic === message.topic && payload === message.payload))
      early.push(message);
  }

  return {
    publisher,
    connected: () => readyNow,
    held: () => held,
    onReady: (listener) => void listeners.push(listener),
    ready: () => (readyNow ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    run() {
      const events = {
        onUp(next: Link) {
          link = next;
          say.up(next.protocolVersion);
          options.onConnected?.();
          void greet(next);
        },
        onProblem(problem: BrokerProblem, failures: number) {
          if (!leaving) say.problem(problem, failures);
        },
        onDown() {
          link = undefined;
          reader = undefined;
          early = [];
          readyNow = false;
          publisher.down();
        },
        onMessage(message: Message) {
          if (reader?.take(message)) return;
          if (readyNow) options.onMessage(message);
          else keepEarly(message);
        },
      };
      const retryDelay = (failures: number) =>
        Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** Math.max(0, failures - 1)) *
        (1 + options.random() / 4);
      const { signal, sleep, clock } = options;
      return keepConnected(broker, events, { signal, sleep, retryDelay, ...(clock && { clock }) });
    },
    async leave() {
      leaving = true;
      if (!link) return;
      publisher.set(broker.stateTopic, 'offline');
      await publisher.settled();
      await link?.end();
    },
  };
}
