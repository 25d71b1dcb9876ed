import type { FeedName } from './feed.js';

export interface NudgesOptions {
  /** Fetches some feeds; never rejects. */
  readonly fetch: (feeds: readonly FeedName[]) => Promise<unknown>;
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
 * However many knock, there is one fetch at a time.
 */
export function createNudges({ fetch, sleep }: NudgesOptions): (feeds: readonly FeedName[]) => void {
  let due = new Set<FeedName>();
  let busy = false;

  async function work(): Promise<void> {
    while (due.size > 0) {
      const feeds = [...due];
      due = new Set();
      await fetch(feeds);
      await sleep(GATHER_MILLISECONDS);
    }
  }

  return (feeds) => {
    for (const feed of feeds) due.add(feed);
    if (busy || due.size === 0) return;
    busy = true;
    work()
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  };
}
