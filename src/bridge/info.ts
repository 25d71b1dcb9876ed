import type { FetchedFeed } from '../feeds/feed.js';
import { reachOf } from '../feeds/past-progress.js';
import type { UnwellSink } from '../sinks/unwell.js';
import type { PersonState } from '../store/person-state.js';
import { knownUser } from '../store/provisional.js';
import type { PersonSync } from './person-sync.js';

export interface InfoOptions {
  readonly version: string;
  /** Tells this bridge from another one; kept in its state. */
  readonly instance: string;
  /** Milliseconds since 1970, as `next`, the first of all feeds. */
  readonly started: number;
  readonly next: number | undefined;
  /** The destinations that take nothing now. */
  readonly unwell: readonly UnwellSink[];
  readonly people: readonly InfoPerson[];
}

interface InfoPerson {
  readonly sync: PersonSync;
  /** Those that the account is asked for. */
  readonly feeds: readonly FetchedFeed[];
  userId(): string | undefined;
}

/** The payload of `bridge/info`: who this is, how each account, feed and destination is doing. No secret, no health value. */
export function bridgeInfo({ version, instance, started, next, unwell, people }: InfoOptions): string {
  const syncs = people.flatMap(({ sync }) => sync.lastSync() ?? []);
  return JSON.stringify({
    version,
    instance,
    started: new Date(started).toISOString(),
    last_sync: syncs.length < people.length ? null : iso(Math.min(...syncs)),
    next_sync: next === undefined ? null : new Date(next).toISOString(),
    accounts: people.map(({ sync, feeds, userId }) => ({
      name: sync.name,
      user_id: knownUser(userId()) ?? null,
      authorization: sync.authorization(),
      last_sync: iso(sync.lastSync()),
      feeds: toldOf(feeds, sync.state()),
    })),
    unwell_sinks: unwell.map(({ name, reason, since }) => ({ name, reason, since: new Date(since).toISOString() })),
  });
}

/** What is kept of a feed that is gone, or switched off, is nobody's business. */
function toldOf(feeds: readonly FetchedFeed[], state: PersonState): Record<string, object> {
  return Object.fromEntries(
    feeds.flatMap(({ name, past: hasPast }) => {
      const feed = state.feeds[name];
      if (!feed) return [];
      const { lastSuccess, lastError = null, next, past } = feed;
      const archive = hasPast && reachOf(past);
      return [[name, { last_success: iso(lastSuccess), last_error: lastError, next_sync: iso(next), archive }]];
    }),
  );
}

function iso(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
