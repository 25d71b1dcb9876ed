import type { Log } from '../log.js';
import { type BrokerOptions, keepConnected, type Link, type Message } from './connection.js';
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
  /** Topic filters to look through for what is retained; the state topic must lie within the first. */
  readonly lookThrough: readonly string[];
  readonly isOurs: (message: Message) => boolean;
  /** Topics to follow. */
  readonly subscriptions: readonly string[];
  readonly onMessage: (message: Message) => void;
}

const FIRST_RETRY_MILLISECONDS = 1000;
const LAST_RETRY_MILLISECONDS = 30_000;

export function createBrokerSession(options: BrokerSessionOptions): BrokerSession {
  const { broker, log } = options;
  const publisher = createPublisher({
    onRefused: (topic, error) => log.warn(`the broker refuses a message on ${topic}: ${error.message}`),
    onPublished: (topic) => log.debug('published', { topic }),
  });
  let link: Link | undefined;
  let reader: RetainedReader | undefined;
  let held: ReadonlyMap<string, string> = new Map();
  let readyNow = false;
  const listeners: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  let told = '';
  let leaving = false;

  async function greet(next: Link): Promise<void> {
    if (options.subscriptions.length > 0) await next.subscribe(options.subscriptions);
    reader = readRetained({
      link: next,
      filters: options.lookThrough,
      marker: { topic: broker.stateTopic, payload: 'online' },
      keep: options.isOurs,
      sleep: options.sleep,
    });
    const found = await reader.result;
    if (link === next) open(next, found);
  }

  function open(next: Link, found: ReadonlyMap<string, string>): void {
    reader = undefined;
    held = found;
    readyNow = true;
    publisher.set(broker.stateTopic, 'online');
    publisher.up(next, found);
    for (const listener of [...listeners, ...waiting.splice(0)]) listener();
  }

  function onUp(next: Link): void {
    link = next;
    told = '';
    log.info(`connected to the broker at ${broker.url} (MQTT ${next.protocolVersion === 5 ? '5' : '3.1.1'})`);
    greet(next).catch((error: Error) => {
      if (link !== next) return;
      log.warn(`cannot read from the broker: ${error.message}; everything is published anew`);
      open(next, new Map());
    });
  }

  function onProblem({ kind, text }: BrokerProblem): void {
    if (leaving) return;
    const message = `no connection to the broker at ${broker.url}: ${text}`;
    const again = told === text;
    told = text;
    if (again) log.debug(message);
    else if (kind === 'login' || kind === 'tls' || kind === 'taken') log.error(message);
    else log.warn(`${message}; trying again until it is there`);
  }

  return {
    publisher,
    connected: () => readyNow,
    held: () => held,
    onReady: (listener) => void listeners.push(listener),
    ready: () => (readyNow ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    run() {
      const events = {
        onUp,
        onProblem,
        onDown() {
          link = undefined;
          reader = undefined;
          readyNow = false;
          publisher.down();
        },
        onMessage(message: Message) {
          if (!reader?.take(message)) options.onMessage(message);
        },
      };
      const retryDelay = (failures: number) =>
        Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** Math.max(0, failures - 1)) *
        (1 + options.random() / 4);
      return keepConnected(broker, events, { signal: options.signal, sleep: options.sleep, retryDelay });
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
