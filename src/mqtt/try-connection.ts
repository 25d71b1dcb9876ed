import { type BrokerOptions, type ConnectionEvents, keepConnected } from './connection.js';
import type { BrokerProblem } from './problem.js';

/** Connects once, with either version of MQTT, and takes leave; or says why that cannot be done. */
export async function tryConnection(
  options: BrokerOptions,
  signal: AbortSignal,
): Promise<{ readonly protocolVersion: 4 | 5 } | { readonly problem: BrokerProblem }> {
  const stop = new AbortController();
  const onStop = () => stop.abort();
  signal.addEventListener('abort', onStop, { once: true });
  let result: { protocolVersion: 4 | 5 } | { problem: BrokerProblem } | undefined;
  const events: ConnectionEvents = {
    onUp(link) {
      result = { protocolVersion: link.protocolVersion };
      link.end().finally(onStop);
    },
    onDown() {},
    onMessage() {},
    onProblem(problem) {
      result ??= { problem };
      stop.abort();
    },
  };
  await keepConnected(options, events, { signal: stop.signal, sleep: async () => {}, retryDelay: () => 0 });
  signal.removeEventListener('abort', onStop);
  return result ?? { problem: { kind: 'other', text: 'stopped before it was there' } };
}
