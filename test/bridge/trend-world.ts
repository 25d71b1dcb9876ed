import { createCommitter } from '../../src/bridge/committer.js';
import { createTrends } from '../../src/bridge/trends.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { Store } from '../../src/store/store.js';
import { archiveStore } from '../feeds/archive-store.js';
import { type Answers, createWorld, takeArchive } from '../feeds/cloud.js';

/** Anna's account with some feeds, and with a store in which her archive is: as the bridge puts them together. */
export async function createTrendWorld(
  feeds: readonly FetchedFeed[],
  answers: Answers = {},
  start: Partial<PersonState> = {},
  known?: Store,
) {
  const store = known ?? (await archiveStore()).store;
  const reads: string[] = [];
  const failures: unknown[] = [];
  const trouble: { writing?: Error; reading?: Error } = {};
  const committer = createCommitter({
    states: {
      async commit(...all) {
        if (trouble.writing) throw trouble.writing;
        return store.states.commit(...all);
      },
    },
    ...{ userId: () => '7', start: EMPTY_PERSON, late: () => undefined },
    ...{ onWritten() {}, onFailed() {}, onLost() {}, onDue() {} },
    onArchived: (metrics) => trends.changed(metrics),
  });
  const world = createWorld(feeds, answers, start, {
    onState(state, _, archive) {
      takeArchive(archive);
      committer.put(state, archive);
    },
  });
  const trends = createTrends({
    archive: {
      newest: store.states.newest,
      async readings(userId, metric, from, to) {
        reads.push(metric);
        if (trouble.reading) throw trouble.reading;
        return store.states.readings(userId, metric, from, to);
      },
    },
    userId: () => '7',
    sync: () => world.sync,
    clock: () => world.time.now * 1000,
    isKept: committer.safe,
    onFailed: (error) => void failures.push(error),
  });

  async function refresh(): Promise<PersonState> {
    await committer.write();
    await trends.refresh();
    await committer.write();
    return world.sync.state();
  }

  return {
    ...{ ...world, store, trends, reads, failures, trouble, refresh },
    async round(now?: number): Promise<PersonState> {
      await world.round(now);
      for (const { name } of feeds) if (world.sync.state().feeds[name]?.lastSuccess) trends.came(name);
      return refresh();
    },
  };
}
