import type { Publisher } from '../mqtt/publisher.js';
import type { TopicGate } from '../mqtt/topic-gate.js';
import type { AnnouncedTopic, Store } from '../store/store.js';

/** What a retained topic tells of. */
export type About = Omit<AnnouncedTopic, 'topic'>;

export const OF_THE_BRIDGE: About = { kind: 'value', userId: undefined, device: undefined };

/**
 * What lies retained on the broker because of us, whole topics, noted in the store before it is sent for the first time. A
 * topic that is noted goes out at once; a new one waits until it is.
 */
export interface Announced {
  /** Every topic that is to lie on the broker, with its payload. */
  readonly wanted: ReadonlyMap<string, string>;
  set(topic: string, payload: string, about: About): void;
  /** Empties the topic, unless another bridge's message lies there; its note goes when the broker has taken that. */
  clear(topics: Iterable<string>): void;
  /** Whether another bridge's message lies there now, of a device that both announce. */
  isAnothers(topic: string): boolean;
  /** Forgets topics that turn out to be somebody else's, and leaves them as they are. */
  disown(topics: Iterable<string>): void;
  /** Notes what an earlier version has left. */
  adopt(topics: ReadonlyMap<string, About>): void;
  /** What is noted in the store. */
  noted(): ReadonlyMap<string, About>;
  /** Topics of which this is true, of those that are noted or set. */
  find(fits: (about: About, topic: string) => boolean): string[];
  /** Resolves when nothing waits to be noted or forgotten. */
  settled(): Promise<void>;
  /** Resolves when all of them are noted. */
  ensure(topics: readonly string[]): Promise<void>;
  readonly gate: TopicGate;
}

/** Topics that other bridges use, too. */
export interface SharedTopics {
  /** Hears what is said there from now on, and what lies there. */
  follow(topic: string): void;
  /** Whether what lies there is another bridge's. */
  isAnothers(topic: string): boolean;
}

export interface AnnouncedOptions {
  readonly store: Pick<Store['announced'], 'note' | 'forget'>;
  /** What the store holds. */
  readonly known: readonly AnnouncedTopic[];
  readonly publisher: () => Publisher;
  /** Whether the base topic is ours now; the second bridge on one notes nothing. */
  readonly atHome: () => boolean;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Nothing can be noted now, each time that it is tried. */
  readonly onTrouble: (error: unknown) => void;
  readonly onWell: () => void;
  /** What other bridges announce, too. Default: nothing. */
  readonly shared?: SharedTopics;
}

const RETRY_MILLISECONDS = 10_000;

export function createAnnounced(options: AnnouncedOptions): Announced {
  const { store, publisher, sleep, shared } = options;
  const noted = new Map(options.known.map(({ topic, ...about }): [string, About] => [topic, about]));
  /** What this run wants to say of the topics that it has set. */
  const abouts = new Map<string, About>();
  const toNote = new Map<string, About>();
  const toForget = new Set<string>();
  let writing = false;
  let waiters: { readonly isOver: () => boolean; readonly done: () => void }[] = [];

  function want(topic: string, about = abouts.get(topic) ?? noted.get(topic) ?? OF_THE_BRIDGE): void {
    toForget.delete(topic);
    if (isSame(toNote.get(topic) ?? noted.get(topic), about)) return;
    toNote.set(topic, about);
    write();
  }

  const isAnothers = (topic: string) => shared?.isAnothers(topic) ?? false;

  function forget(topic: string): void {
    abouts.delete(topic);
    toNote.delete(topic);
    if (noted.delete(topic)) toForget.add(topic);
    write();
  }

  /** A little later, so that what comes together is one transaction. */
  function write(): void {
    if (writing) return;
    writing = true;
    // It rejects at the end of everything.
    void Promise.resolve()
      .then(writeAll)
      .catch(() => {});
  }

  async function writeAll(): Promise<void> {
    while (toNote.size + toForget.size > 0) {
      const [added, gone] = [[...toNote], [...toForget]];
      try {
        if (gone.length > 0) await store.forget(gone);
        if (added.length > 0) await store.note(added.map(([topic, about]) => ({ topic, ...about })));
      } catch (error) {
        options.onTrouble(error);
        await sleep(RETRY_MILLISECONDS);
        continue;
      }
      options.onWell();
      for (const topic of gone) toForget.delete(topic);
      for (const [topic, about] of added) onNoted(topic, about);
      release();
      publisher().resume();
    }
    writing = false;
  }

  function onNoted(topic: string, about: About): void {
    // What has been forgotten while it was being written is in the store all the same.
    if (toNote.get(topic) === undefined) toForget.add(topic);
    else noted.set(topic, about);
    if (toNote.get(topic) === about) toNote.delete(topic);
  }

  function waitFor(isOver: () => boolean): Promise<void> {
    return isOver() ? Promise.resolve() : new Promise((done) => waiters.push({ isOver, done }));
  }

  function release(): void {
    const over = waiters.filter(({ isOver }) => isOver());
    waiters = waiters.filter((waiter) => !over.includes(waiter));
    for (const { done } of over) done();
  }

  return {
    get wanted() {
      return publisher().wanted;
    },
    set(topic, payload, about) {
      abouts.set(topic, about);
      if (isOfDevice(about)) shared?.follow(topic);
      if (options.atHome()) want(topic);
      publisher().set(topic, payload);
    },
    clear(topics) {
      for (const topic of topics) {
        if (isAnothers(topic)) {
          publisher().leave(topic);
          forget(topic);
          continue;
        }
        abouts.delete(topic);
        publisher().clear(topic);
      }
    },
    isAnothers,
    disown(topics) {
      for (const topic of topics) forget(topic);
    },
    adopt(topics) {
      for (const [topic, about] of topics) if (!noted.has(topic) && !toNote.has(topic)) want(topic, about);
    },
    noted: () => noted,
    find: (fits) =>
      [...new Map([...noted, ...abouts])].flatMap(([topic, about]) => (fits(about, topic) ? [topic] : [])),
    ensure(topics) {
      for (const topic of topics) want(topic);
      return waitFor(() => topics.every((topic) => noted.has(topic)));
    },
    settled: () => waitFor(() => toNote.size + toForget.size === 0),
    gate: {
      isOpen(topic) {
        want(topic);
        return noted.has(topic);
      },
      onCleared(topic) {
        if (!publisher().wanted.has(topic)) forget(topic);
      },
    },
  };
}

/** Where a Withings device is announced. */
export function isOfDevice({ kind, device }: About): boolean {
  return kind === 'discovery' && device !== undefined;
}

function isSame(a: About | undefined, b: About): boolean {
  return a?.kind === b.kind && a.userId === b.userId && a.device === b.device;
}
