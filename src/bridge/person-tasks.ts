import type { FetchedFeed } from '../feeds/feed.js';
import type { FetchOutcome } from '../scheduler/schedule.js';
import type { Task } from '../scheduler/scheduler.js';
import type { PersonState } from '../store/person-state.js';
import { toldOf } from './feed-states.js';
import type { PersonSync } from './person-sync.js';

export interface PersonTasksOptions {
  readonly account: string;
  readonly feeds: readonly FetchedFeed[];
  readonly sync: PersonSync;
  /** As an earlier run left it. */
  readonly start: PersonState | undefined;
  /** Milliseconds between two polls. */
  readonly interval: () => number;
  readonly onFetched: (feed: string, outcome: FetchOutcome) => void;
  /** A feed has brought something that these follow. */
  readonly onFollow: (keys: readonly string[]) => void;
}

/** A person's feeds, for the scheduler. */
export function personTasks(options: PersonTasksOptions): Task[] {
  const { account, feeds, sync, start, interval, onFetched, onFollow } = options;
  const followersOf = (name: string) => feeds.filter(({ follows }) => follows === name);
  return feeds.map(({ name, every }) => ({
    key: taskKey(account, name),
    account,
    // One that failed comes again with the others.
    interval: () => Math.max(sync.problems().has(name) ? 0 : every, interval()),
    told: toldOf(start, name),
    onPlanned: (schedule) => sync.planned(name, schedule),
    async run(thorough) {
      const before = sync.state().records?.[name];
      // They do not see what this one brings; those that begin from now on wait for it.
      const earlier = followersOf(name).filter((one) => sync.underWay(one.name));
      const outcome = await sync.fetch(name, thorough);
      onFetched(name, outcome);
      const followers = followersOf(name).filter((one) => earlier.includes(one) || !sync.underWay(one.name));
      if (sync.state().records?.[name] !== before) onFollow(followers.map((feed) => taskKey(account, feed.name)));
      return outcome;
    },
  }));
}

/** Of one feed of one account. */
export function taskKey(account: string, feed: string): string {
  return `${account}/${feed}`;
}
