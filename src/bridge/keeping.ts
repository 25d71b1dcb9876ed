import type { PersonState } from '../store/person-state.js';
import type { ArchiveChange, States } from '../store/store.js';
import { createTurns } from '../turns.js';
import { type CommitterOptions, createCommitter } from './committer.js';
import type { PersonSync } from './person-sync.js';
import { createTrends } from './trends.js';

/** What comes of one person is kept before it is shown, in the order in which it came; then its averages follow. */
export interface Keeping {
  /** What is to be kept from now on. */
  put(state: PersonState, archive?: Iterable<ArchiveChange>): void;
  /**
   * Does something, such as showing it, once what has come so far is kept, as far as that can be; not when another process
   * has the lease.
   */
  afterwards(work: () => void | Promise<void>): void;
  /** A feed has come in. */
  cameIn(feed: string): void;
  /** A new day may have begun. */
  newDay(): void;
  /** Resolves when all that has come so far is written, or could not be: then it is part of the next time. */
  write(): Promise<void>;
  /** The same, with what follows from it: when it is kept, and shown. */
  all(): Promise<void>;
  /** The same for what is more than the times of feeds. */
  settled(): Promise<void>;
  /** False when the last write failed. */
  safe(): boolean;
}

export interface KeepingOptions extends Omit<CommitterOptions, 'states' | 'onArchived'> {
  readonly states: Pick<States, 'commit' | 'newest' | 'readings'>;
  readonly sync: () => PersonSync;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export function createKeeping(options: KeepingOptions): Keeping {
  const committer = createCommitter({ ...options, onArchived: (metrics) => trends.changed(metrics) });
  // What could not be written is not in the archive: what follows from it waits, too.
  const trends = createTrends({ ...options, archive: options.states, isKept: committer.safe });
  const line = createTurns();
  const afterwards = (work: () => void | Promise<void>) =>
    void line.take(async () => {
      await committer.writeNews();
      // Whoever has the lease now shows what is newer.
      if (!committer.isLost()) await work();
    });
  const write = () => line.take(committer.write);

  return {
    ...{ put: committer.put, safe: committer.safe, afterwards, write },
    cameIn(feed) {
      afterwards(() => {
        trends.came(feed);
        return trends.refresh();
      });
    },
    newDay: () => afterwards(trends.refresh),
    async all() {
      await write();
      afterwards(trends.refresh);
      await line.done();
    },
    async settled() {
      await line.done();
      await committer.writeNews();
    },
  };
}
