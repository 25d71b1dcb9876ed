import { setImmediate as nextTurn } from 'node:timers/promises';
import { LeaseLostError, UnknownPersonError } from '../store/errors.js';
import type { PersonState } from '../store/person-state.js';
import type { ArchiveChange, States } from '../store/store.js';
import { isOnlyTimes } from './feed-states.js';
import { mergedArchive } from './merged-archive.js';

/** Keeps one person's state in the store. */
export interface Committer {
  /** What is to be kept from now on; it is written by `write`. */
  put(state: PersonState, archive?: Iterable<ArchiveChange>): void;
  /** Resolves when all of it is written, or could not be: then it is part of the next time. */
  write(): Promise<void>;
  /** The same, if the state has changed in more than the times of feeds. */
  writeNews(): Promise<void>;
  /** False when the last write failed. */
  safe(): boolean;
  /** Another process has the lease. */
  isLost(): boolean;
}

export interface CommitterOptions {
  readonly states: Pick<States, 'commit'>;
  /** Whose state it is; undefined as long as nobody knows, and nothing is kept. */
  readonly userId: () => string | undefined;
  /** As it is in the store. */
  readonly start: PersonState;
  readonly onWritten: () => void;
  readonly onFailed: (error: unknown) => void;
  /** Another process has the lease: this one must write nothing more. */
  readonly onLost: () => void;
  /** Before when a reading is late for statistics, seconds since 1970; undefined where none are written. */
  readonly late: () => number | undefined;
  /** Statistics have become due. */
  readonly onDue: () => void;
  /** The archive has changed in these metrics. */
  readonly onArchived: (metrics: ReadonlySet<string>) => void;
}

/** One write at a time, of what differs from the last one. */
export function createCommitter(options: CommitterOptions): Committer {
  let written = options.start;
  let current = options.start;
  let pending: readonly Iterable<ArchiveChange>[] = [];
  let turn: Promise<void> = Promise.resolve();
  let safe = true;
  let lost = false;
  let hasNews = false;

  async function commit(userId: string, next: PersonState, archive: readonly ArchiveChange[]): Promise<void> {
    const { due, metrics } = await options.states.commit(userId, written, next, archive, options.late());
    if (due) options.onDue();
    options.onArchived(metrics);
  }

  async function writeNow(): Promise<void> {
    const userId = options.userId();
    if (userId === undefined || (current === written && pending.length === 0)) return;
    const [next, archive] = [current, pending];
    pending = [];
    hasNews = false;
    try {
      let last: readonly ArchiveChange[] = [];
      for (const part of partsOf(oneAfterTheOther(archive))) {
        if (last.length > 0) {
          await commit(userId, written, last);
          // Ten years of nights take seconds, in which everything else goes on.
          await nextTurn();
        }
        last = part;
      }
      // How far a feed has come is kept with the last of what came.
      await commit(userId, next, last);
      written = next;
      safe = true;
      options.onWritten();
    } catch (error) {
      // Whoever removed them wants nothing kept.
      if (error instanceof UnknownPersonError) return;
      pending = bounded([...archive, ...pending]);
      hasNews = true;
      safe = false;
      lost ||= error instanceof LeaseLostError;
      if (error instanceof LeaseLostError) options.onLost();
      else options.onFailed(error);
    }
  }

  function write(): Promise<void> {
    turn = turn.then(writeNow);
    return turn;
  }

  return {
    put(state, archive) {
      hasNews ||= !isOnlyTimes(state, current);
      current = state;
      if (archive) pending = [...pending, archive];
    },
    write,
    writeNews: () => (hasNews ? write() : turn),
    safe: () => safe,
    isLost: () => lost,
  };
}

/** Answers that may wait as they came. */
const MOST_WAITING = 50;

/**
 * Of a store that takes nothing for hours each poll brings the same once more: that is put together now and then. What is
 * worked out only when it is written, a whole history, stays so: it comes once.
 */
function bounded(archive: readonly Iterable<ArchiveChange>[]): readonly Iterable<ArchiveChange>[] {
  if (archive.length <= MOST_WAITING) return archive;
  const merged: Iterable<ArchiveChange>[] = [];
  let answers: Iterable<ArchiveChange>[] = [];
  for (const changes of archive) {
    if (Array.isArray(changes)) {
      answers.push(changes);
      continue;
    }
    merged.push(mergedArchive([...oneAfterTheOther(answers)]), changes);
    answers = [];
  }
  merged.push(mergedArchive([...oneAfterTheOther(answers)]));
  return merged.filter((changes) => !Array.isArray(changes) || changes.length > 0);
}

/** Never all of it at once: a first sync brings ten years. */
function* oneAfterTheOther(archive: readonly Iterable<ArchiveChange>[]): Iterable<ArchiveChange> {
  for (const changes of archive) yield* changes;
}

/** Readings in one transaction, about: nobody notices how long they take. */
const MOST_AT_ONCE = 1000;

function* partsOf(changes: Iterable<ArchiveChange>): Iterable<readonly ArchiveChange[]> {
  let part: ArchiveChange[] = [];
  let count = 0;
  for (const change of changes) {
    if (count > 0 && count + change.put.length > MOST_AT_ONCE) {
      yield part;
      [part, count] = [[], 0];
    }
    part.push(change);
    count += change.put.length;
  }
  if (part.length > 0) yield part;
}
