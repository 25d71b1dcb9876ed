import type { Log } from '../log.js';
import type { Tools } from '../tools.js';
import { type BrokerOptions, keepConnected, type Link, type Message } from './connection.js';
import { createOwnState } from './own-state.js';
import type { BrokerProblem } from './problem.js';
import { createRetryDelay } from './retry-delay.js';
import { createTopicReader } from './topic-reader.js';
import type { Topics } from './topics.js';

/**
 * The time for which one bridge keeps the state of all: until its connection, which is tried for as long as it takes,
 * has come up and is gone again.
 */
export interface PresenceHold {
  /** True as soon as the broker says `online`; false when it is over before. */
  readonly held: Promise<boolean>;
  end(how: 'handover' | 'last'): Promise<void>;
}

export interface PresenceHoldOptions {
  readonly broker: BrokerOptions;
  readonly topics: Topics;
  readonly log: Log;
  /** Ends the connection without a word. */
  readonly signal: AbortSignal;
  readonly sleep: Tools['sleep'];
  readonly random: () => number;
  /** Whether this bridge leads, by its own clock. A no, before a message or a new connection, ends it without DISCONNECT. */
  readonly mayHold: () => boolean;
  /**
   * A request, where the broker has no shared subscriptions; for `createRequests`. One that comes between two that lead
   * waits in the session.
   */
  readonly onRequest: (message: Message) => void;
  /** It has ended, by itself or not. */
  readonly onOver: () => void;
}

/** Kinds that need a person; the rest is told by the bridge's other connection to the same broker. */
const ERRORS: readonly BrokerProblem['kind'][] = ['login', 'tls', 'refused'];

export function holdPresence(options: PresenceHoldOptions): PresenceHold {
  const { topics, log, mayHold } = options;
  const topic = topics.bridgeState;
  const stop = new AbortController();
  const sleep = (milliseconds: number) => options.sleep(milliseconds, stop.signal);
  const reader = createTopicReader(sleep);
  const contradicted = createOwnState({ sleep, sayAgain: () => link && void say(link, 'online') });
  const told = new Set<string>();
  let link: Link | undefined;
  /** Called when the connection goes before an answer. */
  const unanswered = new Set<() => void>();
  let wasUp = false;
  let ending = false;
  let settle = (_held: boolean) => {};
  const held = new Promise<boolean>((resolve) => {
    settle = resolve;
  });

  /** Resolves when the broker has it; false when it refuses, or the connection goes first. */
  function say(to: Link, payload: 'online' | 'offline'): Promise<boolean> {
    if (!mayHold()) {
      to.drop();
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      const never = () => resolve(false);
      unanswered.add(never);
      to.publish(topic, payload, true, (error) => {
        unanswered.delete(never);
        if (error) log.warn('the broker refuses a message on {topic}: {reason}', { topic, reason: error.message });
        resolve(!error);
      });
    });
  }

  async function claim(next: Link): Promise<void> {
    if (!next.shares) hear(next);
    const found = await reader.follow(next, topic).catch(() => undefined);
    if (link !== next || ending) return;
    if (found === 'online' || (await say(next, 'online'))) settle(true);
  }

  function hear(next: Link): void {
    next.subscribe([topics.request('+')]).catch(({ message }: Error) => {
      if (link === next) log.warn('requests do not reach this bridge: {reason}; check its ACL', { reason: message });
    });
  }

  const events = {
    onUp(next: Link) {
      link = next;
      wasUp = true;
      if (!mayHold()) return next.drop();
      void claim(next);
    },
    onDown() {
      link = undefined;
      for (const never of unanswered) never();
      unanswered.clear();
    },
    onMessage(message: Message) {
      if (reader.take(message)) return;
      if (message.topic.startsWith(topics.request(''))) return options.onRequest(message);
      if (message.topic === topic && message.payload === 'offline' && !message.retained && !ending) contradicted();
    },
    onProblem({ kind, text }: BrokerProblem) {
      if (wasUp) {
        // Not every broker says that another connection has taken the session: whoever leads comes back when it is told so.
        if (kind === 'taken') log.info('another bridge has taken over the connection that keeps {topic}', { topic });
        else log.debug('the connection that keeps {topic} is gone: {reason}', { topic, reason: text });
        return stop.abort();
      }
      const level = ERRORS.includes(kind) && !told.has(kind) ? 'error' : 'debug';
      told.add(kind);
      log[level]('nobody keeps {topic} on the broker: {reason}', { topic, reason: text });
    },
  };
  const tools = {
    signal: stop.signal,
    async sleep(milliseconds: number) {
      await sleep(milliseconds);
      // A process that was frozen meanwhile must not throw out the one that follows it.
      if (!mayHold()) stop.abort();
    },
    wait: sleep,
    retryDelay: createRetryDelay(options.random),
  };

  const abort = () => stop.abort();
  options.signal.addEventListener('abort', abort, { once: true });
  if (options.signal.aborted || !mayHold()) abort();
  void keepConnected(options.broker, events, tools).finally(() => {
    options.signal.removeEventListener('abort', abort);
    stop.abort();
    settle(false);
    options.onOver();
  });

  return {
    held,
    async end(how) {
      ending = true;
      if (!link) return stop.abort();
      if (how === 'handover') return link.handOver();
      await say(link, 'offline');
      await link?.end();
    },
  };
}
