import { findLacking } from './broker-features.js';
import { type BrokerOptions, type ConnectionEvents, keepConnected, type Link, type Message } from './connection.js';
import type { BrokerProblem } from './problem.js';

export interface Tried<T> {
  readonly protocolVersion: 4 | 5;
  readonly result: T;
}

/** What to do while the connection is there. */
export interface Visit<T> {
  readonly onMessage: (message: Message) => void;
  readonly run: (link: Link) => Promise<T>;
}

/**
 * Connects once, with either version of MQTT, and disconnects; or says why that cannot be done, or why a bridge could
 * not work there. Without a last will: a bridge that is there must not look gone when this connection breaks.
 */
export async function tryConnection<T>(
  options: BrokerOptions,
  signal: AbortSignal,
  visit: Visit<T>,
): Promise<Tried<T> | { readonly problem: BrokerProblem }> {
  const stop = new AbortController();
  const onStop = () => stop.abort();
  signal.addEventListener('abort', onStop, { once: true });
  let tried: Tried<T> | undefined;
  let problem: BrokerProblem | undefined;
  const events: ConnectionEvents = {
    onUp(link) {
      visit
        .run(link)
        .then((result) => {
          tried = { protocolVersion: link.protocolVersion, result };
        })
        .catch((error: Error) => {
          problem ??= { kind: 'other', text: error.message };
        })
        .finally(() => link.end().finally(onStop));
    },
    onDown() {},
    onMessage: visit.onMessage,
    onProblem(reason) {
      problem ??= reason;
      stop.abort();
    },
  };
  await keepConnected(options, events, {
    signal: stop.signal,
    sleep: async () => {},
    retryDelay: () => 0,
    hasWill: () => false,
  });
  signal.removeEventListener('abort', onStop);
  // A broker of MQTT 5 has said what it lacks by now.
  if (tried?.protocolVersion === 4) problem ??= await findLacking({ ...options, protocolVersion: 4 }, signal);
  if (tried && !problem) return tried;
  return { problem: problem ?? { kind: 'other', text: 'stopped before it was there' } };
}
