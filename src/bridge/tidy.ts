import type { BrokerSession } from '../mqtt/session.js';
import { staleTopics } from '../mqtt/stale.js';
import type { Topics } from '../mqtt/topics.js';
import { type Farewell, farewell, stateTopics } from '../sinks/homeassistant/farewell.js';

/** Takes away what an earlier run left on the broker and in Home Assistant and nobody wants any more. */
export interface Tidy {
  /**
   * To be called after a round, and when the broker is there again; does each thing once.
   *
   * @param incomplete accounts whose picture may not be complete
   */
  run(incomplete: readonly string[]): void;
  /** Home Assistant has started, and may not have heard what was said before. */
  onBirth(): void;
  /** Resolves when everything asked for so far is done. */
  settled(): Promise<void>;
}

export interface TidyOptions {
  readonly session: Pick<BrokerSession, 'held' | 'publisher'>;
  readonly topics: Topics;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Home Assistant skips messages about a device that it is still busy with; and a topic that is cleared while an entity
 * still reads it makes it complain.
 */
const PAUSE_MILLISECONDS = 2000;

export function createTidy({ session, topics, sleep }: TidyOptions): Tidy {
  const { publisher } = session;
  let held = session.held();
  let handled = new Set<string>();
  /** Said in this run; a Home Assistant that was away then still has the entities. */
  let said: Farewell[] = [];
  let turn = Promise.resolve();

  const isDiscovery = (topic: string) => !topic.startsWith(`${topics.base}/`);
  const pause = () => sleep(PAUSE_MILLISECONDS);

  /** What is to go and has not gone since the connection came up. */
  function find(incomplete: readonly string[]) {
    if (held !== session.held()) handled = new Set();
    held = session.held();
    const messages = [...held].filter(([topic]) => isDiscovery(topic) && !handled.has(topic));
    // Devices may belong to any account, so that they wait for all; until then their entities read their topics.
    const waiting = incomplete.length > 0;
    const read = new Set(waiting ? messages.flatMap(([, message]) => stateTopics(message)) : []);
    return {
      parting: waiting
        ? []
        : messages.flatMap(([topic, message]) => farewell(topic, message, publisher.wanted.get(topic)) ?? []),
      stale: staleTopics(held.keys(), publisher.wanted, topics, incomplete).filter(
        (topic) => !handled.has(topic) && !read.has(topic) && !read.has(topics.attributes(topic)),
      ),
    };
  }

  async function clear(incomplete: readonly string[]): Promise<void> {
    const found = find(incomplete);
    if (found.parting.length + found.stale.length === 0) return;
    await pause();
    const { parting, stale } = find(incomplete);
    for (const topic of [...stale, ...parting.map(({ topic }) => topic)]) handled.add(topic);
    said.push(...parting);
    for (const topic of stale.filter(isDiscovery)) publisher.set(topic, '');
    for (const { topic, gone } of parting) if (gone !== '') void publisher.send(topic, gone);
    const rest = stale.filter((topic) => !isDiscovery(topic));
    if (parting.length > 0 && rest.length > 0) await pause();
    for (const topic of rest) if (!publisher.wanted.has(topic)) publisher.set(topic, '');
  }

  async function sayAgain(): Promise<void> {
    const again = said;
    said = [];
    if (again.length === 0) return;
    await pause();
    for (const { topic, known } of again) void publisher.send(topic, known);
    await pause();
    for (const { topic, gone } of again) void publisher.send(topic, gone);
  }

  /** One after the other. Topics that the end cuts short are found again by the next run. */
  function queue(work: () => Promise<void>): void {
    turn = turn.then(work).catch(() => {});
  }

  return {
    run: (incomplete) => queue(() => clear(incomplete)),
    onBirth: () => queue(sayAgain),
    settled: () => turn,
  };
}
