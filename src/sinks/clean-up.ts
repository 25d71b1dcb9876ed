import { bridgeSign } from '../mqtt/other-bridge.js';
import type { Publisher } from '../mqtt/publisher.js';
import { createTopics } from '../mqtt/topics.js';
import type { Announced } from './announced.js';
import type { AnnouncedMessages, Tombstone } from './announced-messages.js';

/** Takes away what is noted as announced and not wanted any more, from Home Assistant and from the broker. */
export interface CleanUp {
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

export interface CleanUpOptions {
  readonly announced: Announced;
  readonly messages: AnnouncedMessages;
  readonly publisher: Pick<Publisher, 'send' | 'wanted'>;
  /** The retained snapshot of this connection. */
  readonly snapshot: () => ReadonlyMap<string, string>;
  readonly connected: () => boolean;
  readonly base: string;
  /** Tells this bridge from another one. */
  readonly instance: string;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Home Assistant skips messages about a device that it is still busy with; and a topic that is cleared while an entity
 * still reads it makes it complain.
 */
const PAUSE_MILLISECONDS = 2000;

export function createCleanUp(options: CleanUpOptions): CleanUp {
  const { announced, publisher, snapshot, connected, base, instance, sleep } = options;
  const { isOurs, stateTopics, tombstone } = options.messages;
  let seen = snapshot();
  let handled = new Set<string>();
  /** Said in this run; a Home Assistant that was away then still has the entities. */
  let said: Tombstone[] = [];
  let turn = Promise.resolve();

  const pause = () => sleep(PAUSE_MILLISECONDS);
  const isDiscovery = (topic: string) => announced.noted().get(topic)?.kind === 'discovery';

  /** A former base, or a message of a person, that another bridge has taken over meanwhile. */
  function disownOthers(): void {
    const bases = basesOf(announced);
    const taken = bases
      .filter((one) => one !== base && isAnothers(snapshot().get(createTopics(one).bridgeInfo), instance))
      .map(createTopics);
    announced.disown(
      [...announced.noted().keys()].filter((topic) => {
        if (publisher.wanted.has(topic)) return false;
        if (!isDiscovery(topic)) return taken.some((topics) => topics.isOwn(topic));
        const message = snapshot().get(topic);
        return message !== undefined && !isOurs(message, bases);
      }),
    );
  }

  /** What is to go and has not gone since the connection came up. */
  function find(incomplete: readonly string[]): {
    readonly leaving: readonly Tombstone[];
    readonly stale: readonly string[];
  } {
    if (seen !== snapshot()) handled = new Set();
    seen = snapshot();
    const notes = [...announced.noted()].filter(([topic]) => !handled.has(topic));
    const bases = basesOf(announced);
    const oursAmong = (topics: readonly string[]) =>
      topics.flatMap((topic) => {
        const message = snapshot().get(topic);
        return message !== undefined && isOurs(message, bases) ? [[topic, message] as const] : [];
      });
    // Devices may belong to any account, so that they wait for all; until then their entities read their topics.
    const waiting = incomplete.length > 0;
    const kept = incomplete.map((name) => `/${name}/`);
    const unwanted = notes.flatMap(([topic, { kind, device }]) => {
      const ofAll = kind === 'discovery' || device !== undefined || isOfBridge(topic);
      const stays = publisher.wanted.has(topic) || (waiting && ofAll) || kept.some((name) => topic.includes(name));
      return stays ? [] : [topic];
    });
    const messages = notes.flatMap(([topic, { kind }]) => (kind === 'discovery' ? [topic] : []));
    if (waiting) {
      // After most rounds nothing is left to ask them about: they are long.
      const read = new Set(unwanted.length > 0 ? oursAmong(messages).flatMap(([, text]) => stateTopics(text)) : []);
      return { leaving: [], stale: unwanted.filter((topic) => !read.has(topic) && !read.has(`${topic}/attributes`)) };
    }
    const changed = messages.filter(
      (topic) => snapshot().get(topic) !== publisher.wanted.get(topic) && !announced.isAnothers(topic),
    );
    return {
      leaving: oursAmong(changed).flatMap(([topic, text]) => tombstone(topic, text, publisher.wanted.get(topic)) ?? []),
      stale: unwanted,
    };
  }

  async function clear(incomplete: readonly string[]): Promise<void> {
    // What an earlier version left may be about to be noted.
    await announced.settled();
    if (!connected()) return;
    disownOthers();
    const found = find(incomplete);
    if (found.leaving.length + found.stale.length === 0) return;
    await pause();
    if (!connected()) return;
    const { leaving, stale } = find(incomplete);
    for (const topic of [...stale, ...leaving.map(({ topic }) => topic)]) handled.add(topic);
    said.push(...leaving);
    announced.clear(stale.filter(isDiscovery));
    for (const { topic, gone } of leaving) if (gone !== '') void publisher.send(topic, gone);
    // By its state topic we know messages that speak of a former base.
    const values = stale.filter((topic) => !isDiscovery(topic));
    const rest = [...values.filter((topic) => !isOfBridge(topic)), ...values.filter(isOfBridge)];
    if (leaving.length > 0 && rest.length > 0) await pause();
    announced.clear(rest.filter((topic) => !publisher.wanted.has(topic)));
  }

  async function sayAgain(): Promise<void> {
    // What another bridge has announced meanwhile stays.
    const again = said.filter(({ topic }) => !announced.isAnothers(topic));
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

const STATE = '/bridge/state';

function isOfBridge(topic: string): boolean {
  return topic.endsWith(STATE) || topic.endsWith('/bridge/info');
}

/** The base topics at which this bridge is, or was and has not cleaned up yet. */
export function basesOf(announced: Pick<Announced, 'noted'>): string[] {
  const states = [...announced.noted().keys()].filter((topic) => topic.endsWith(STATE));
  return states.map((topic) => topic.slice(0, -STATE.length));
}

function isAnothers(info: string | undefined, instance: string): boolean {
  const sign = bridgeSign(info ?? '');
  return sign !== undefined && sign.instance !== instance;
}
