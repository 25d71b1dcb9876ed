import type { FeedName } from '../feeds/feed.js';

export interface NudgesOptions {
  /** Fetches a feed; never rejects. */
  readonly fetch: (feed: FeedName) => Promise<unknown>;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const GATHER_MILLISECONDS = 1000;

/** The feeds that a notification is about (Withings, "Notification content"); none for those that carry nothing. */
const FEEDS: Readonly<Record<number, readonly FeedName[]>> = {
  1: ['measures'],
  2: ['measures'],
  4: ['measures'],
  16: ['activity', 'workouts'],
  44: ['sleep'],
  54: ['ecgs'],
  58: ['measures'],
  62: ['measures'],
};

export function feedsOf(appli: number): readonly FeedName[] {
  return FEEDS[appli] ?? [];
}

/**
 * Fetches what an account's notifications are about: the first one at once, those of a burst together a second later.
 * However many knock, there is one fetch of a feed at a time; one that takes long holds no other feed up.
 */
export function createNudges({ fetch, sleep }: NudgesOptions): (feeds: readonly FeedName[]) => void {
  const due = new Set<FeedName>();
  const busy = new Set<FeedName>();

  async function work(feed: FeedName): Promise<void> {
    busy.add(feed);
    try {
      while (due.delete(feed)) {
        await fetch(feed);
        await sleep(GATHER_MILLISECONDS);
      }
    } catch {
      due.delete(feed);
    } finally {
      busy.delete(feed);
    }
  }

  return (feeds) => {
    for (const feed of feeds) {
      due.add(feed);
      if (!busy.has(feed)) void work(feed);
    }
  };
}
