import type { PersonState } from '../store/person-state.js';
import type { AccountSync } from './account.js';

export interface InfoOptions {
  readonly version: string;
  /** Tells this bridge from another one; kept in its state. */
  readonly instance: string;
  /** Milliseconds since 1970, as `next`. */
  readonly started: number;
  readonly next: number | undefined;
  readonly accounts: readonly AccountSync[];
  readonly userIdOf: (account: string) => string | undefined;
}

/** The payload of `bridge/info`: who this is, how each account and feed is doing. No secret, no health value. */
export function bridgeInfo({ version, instance, started, next, accounts, userIdOf }: InfoOptions): string {
  const syncs = accounts.flatMap((account) => account.lastSync() ?? []);
  return JSON.stringify({
    version,
    instance,
    started: new Date(started).toISOString(),
    last_sync: syncs.length < accounts.length ? null : iso(Math.min(...syncs)),
    next_sync: next === undefined ? null : new Date(next).toISOString(),
    accounts: accounts.map((account) => ({
      name: account.name,
      user_id: userIdOf(account.name) ?? null,
      authorization: account.authorization(),
      last_sync: iso(account.lastSync()),
      feeds: feeds(account.state()),
    })),
  });
}

function feeds(state: PersonState): Record<string, object> {
  return Object.fromEntries(
    Object.entries(state.feeds).map(([name, feed]) => [
      name,
      { last_success: iso(feed.lastSuccess), last_error: feed.lastError ?? null },
    ]),
  );
}

function iso(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
