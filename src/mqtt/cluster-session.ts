import type { Log } from '../log.js';
import { clientIds } from './client-ids.js';
import { type BrokerOptions, keepConnected, type Link, type Message } from './connection.js';
import { createConnectionLog } from './connection-log.js';
import type { Outlet } from './link.js';
import type { BrokerProblem } from './problem.js';
import { createRefusals } from './refusals.js';
import { createRetryDelay } from './retry-delay.js';
import { createSharedWindow, type SharedWindow } from './shared-window.js';
import { createTopicReader } from './topic-reader.js';
import type { Topics } from './topics.js';

/**
 * The connection of one bridge among several that publish below one base topic. Unlike the one of a bridge that is alone
 * (`broker-session.ts`) it reads nothing of what is retained, which may be millions of topics, and looks for no other
 * bridge. Its last will is `offline` on the bridge's own state topic, at once.
 */
export interface ClusterSession {
  /**
   * A way out for one publisher (`publisher.ts`), shared fairly with all others; undefined while there is no connection.
   *
   * @param signal see `SharedWindow`
   */
  outlet(signal?: AbortSignal): Outlet | undefined;
  connected(): boolean;
  /** Why it is not connected, in words; undefined while it is, and as long as nobody can say. */
  problem(): string | undefined;
  /** Calls this each time the connection has come up. @returns to be called when nobody listens any more */
  onUp(listener: () => void): () => void;
  /** Calls this each time the connection is gone: what was handed to an outlet and is not acknowledged is void. */
  onDown(listener: () => void): () => void;
  /**
   * What lies retained on one topic; undefined for nothing.
   *
   * @throws Error when there is no connection, or the broker does not let this client read it
   */
  read(topic: string): Promise<string | undefined>;
  /** Publishes once, retained. False when nobody knows whether the broker has it, or when it refuses. */
  say(topic: string, payload: string): Promise<boolean>;
  /**
   * Clears the states of bridges that are gone. Not before twice `mqtt.keepalive` has passed since they were heard: of
   * one whose machine has gone without a word the broker may send the last will as late as that.
   *
   * @returns whether the broker has taken them all
   */
  clearStates(nodes: readonly string[]): Promise<boolean>;
  /** Until the signal is aborted, `leave` is through, or `mayPublish` has said no. */
  run(): Promise<void>;
  /** Says `offline` on the bridge's own topic, waits until the broker has it, and disconnects. */
  leave(): Promise<void>;
}

export interface ClusterSessionOptions {
  /** Without `stateTopic`. A client id in it is that of the presence; each bridge adds its own end (`client-ids.ts`). */
  readonly broker: Omit<BrokerOptions, 'stateTopic' | 'session'>;
  readonly topics: Topics;
  /** Of this bridge; a topic level. */
  readonly node: string;
  /** The same for all bridges on one store. */
  readonly instance: string;
  readonly log: Log;
  /** Ends the connection without a word. */
  readonly signal: AbortSignal;
  /** Rejects when the signal is aborted. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Milliseconds, to measure how long a connection lasted. Default: the process's own. */
  readonly clock?: () => number;
  /**
   * Asked for each message just before it goes out, and each second while one waits for its acknowledgement; a no ends the
   * connection at once, without DISCONNECT. The next one follows when it says yes again: then nobody else has been at this bridge's work.
   */
  readonly mayPublish: () => boolean;
  /** A message below `bridge/request/`; for `createRequests`. */
  readonly onRequest: (message: Message) => void;
}

/** How often one looks whether it still may publish, or may again. */
const LOOK_MILLISECONDS = 1000;
/** Of several bridges one gets each request. */
const SHARED = '$share/withings2mqtt/';

export function createClusterSession(options: ClusterSessionOptions): ClusterSession {
  const { topics, node, log, sleep, signal } = options;
  const state = topics.nodeState(node);
  const clientId = clientIds(options.broker, options.instance).bridge(node);
  const broker: BrokerOptions = { ...options.broker, clientId, stateTopic: state };
  const say = createConnectionLog(log, broker.url);
  const refusals = createRefusals(log);
  const reader = createTopicReader(sleep);
  const ups = new Set<() => void>();
  const downs = new Set<() => void>();
  let link: Link | undefined;
  let shared: SharedWindow | undefined;
  let problem: string | undefined;
  let leaving = false;

  function onUp(next: Link): void {
    link = next;
    problem = undefined;
    say.up(next.protocolVersion);
    shared = createSharedWindow({ outlet: next, mayPublish: options.mayPublish, onForbidden });
    void watch(next);
    if (leaving) return void goodbye();
    if (next.shares) {
      next.subscribe([`${SHARED}${topics.request('+')}`]).catch(({ message }: Error) => {
        if (link === next) log.warn('requests do not reach this bridge: {reason}; check its ACL', { reason: message });
      });
    }
    void publish(state, 'online');
    // It may have been ended by that.
    if (link !== next) return;
    for (const listener of [...ups]) listener();
  }

  function onDown(): void {
    link = undefined;
    shared = undefined;
    for (const listener of [...downs]) listener();
  }

  async function watch(current: Link): Promise<void> {
    while (link === current) {
      await sleep(LOOK_MILLISECONDS).catch(() => {});
      if (signal.aborted) return;
      if (link === current) shared?.look();
    }
  }

  function onForbidden(): void {
    problem = 'this bridge has not reached the store for too long, and others may be at its work';
    log.warn('the connection to the broker at {url} is ended: {reason}', { url: broker.url, reason: problem });
    link?.drop();
  }

  function publish(topic: string, payload: string): Promise<boolean> {
    const outlet = shared?.share();
    if (!outlet) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (taken: boolean) => {
        stopListening();
        resolve(taken);
      };
      const stopListening = listen(downs, () => finish(false));
      outlet.publish(topic, payload, true, (error) => {
        if (error) refusals.refused(topic, error.message);
        else refusals.taken(topic);
        finish(!error);
      });
    });
  }

  async function goodbye(): Promise<void> {
    await publish(state, 'offline');
    await link?.end();
  }

  return {
    outlet: (signal) => shared?.share(signal),
    connected: () => link !== undefined,
    problem: () => problem,
    onUp: (listener) => listen(ups, listener),
    onDown: (listener) => listen(downs, listener),
    async read(topic) {
      const current = link;
      if (!current) throw new Error(`cannot read ${topic}: there is no connection to the broker`);
      let stopListening = () => {};
      const gone = new Promise<never>((_, reject) => {
        stopListening = listen(downs, () => reject(new Error(`cannot read ${topic}: the connection is gone`)));
      });
      try {
        const found = await Promise.race([reader.follow(current, topic), gone]);
        await Promise.race([current.unsubscribe([topic]), gone]);
        return found === '' ? undefined : found;
      } finally {
        stopListening();
      }
    },
    say: publish,
    async clearStates(nodes) {
      const cleared = nodes.filter((other) => other !== node).map((other) => publish(topics.nodeState(other), ''));
      return (await Promise.all(cleared)).every(Boolean);
    },
    async run() {
      const events = {
        onUp,
        onDown,
        onProblem(found: BrokerProblem, failures: number) {
          if (leaving) return;
          say.problem(found, failures);
          problem = found.text;
        },
        onMessage(message: Message) {
          if (reader.take(message)) return;
          if (message.topic.startsWith(topics.request(''))) options.onRequest(message);
        },
      };
      const tools = { signal, sleep, wait: sleep, retryDelay: createRetryDelay(options.random) };
      while (!signal.aborted && !leaving) {
        await keepConnected(broker, events, { ...tools, ...(options.clock && { clock: options.clock }) });
        while (!signal.aborted && !leaving && !options.mayPublish()) await sleep(LOOK_MILLISECONDS).catch(() => {});
      }
    },
    async leave() {
      leaving = true;
      if (link) await goodbye();
    },
  };
}

/** @returns ends it */
function listen(listeners: Set<() => void>, listener: () => void): () => void {
  // One that is handed in twice is called twice.
  const own = () => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}
