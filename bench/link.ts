// The broker that publishing is measured against, in a process of its own, and the bridge's way of connecting to it.
import { keepConnected, type Link } from '#built/mqtt/connection.js';
import { beside, type Child, startChild } from './child.js';

/** Runs `work` with a broker's address; ends the broker then. */
export async function withBroker<T>(work: (url: string, broker: Child) => Promise<T>): Promise<T> {
  const broker = startChild(beside('broker.js'));
  const url = await broker.firstLine();
  const outcome = await broker.whileAlive(work(url, broker));
  await broker.stop();
  return outcome;
}

/** A connection as the bridge has it, until the signal is aborted. Rejects when it cannot be made. */
export function openLink(url: string, signal: AbortSignal): Promise<Link> {
  return new Promise((resolve, reject) => {
    const onProblem = ({ text }: { readonly text: string }) => reject(new Error(`${url}: ${text}`));
    const events = { onUp: resolve, onDown() {}, onMessage() {}, onProblem };
    const options = {
      url,
      protocolVersion: 4,
      keepalive: 60,
      rejectUnauthorized: true,
      qos: 1,
      stateTopic: 'state',
    } as const;
    void keepConnected(options, events, { signal, sleep: async () => {}, retryDelay: () => 0 });
  });
}
