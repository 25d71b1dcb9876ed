import type { Feed } from '../../src/feeds/feed.js';
import type { PersonState } from '../../src/store/person-state.js';
import { type AccountSyncOptions, createAccountSync } from '../../src/sync/account.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import { NOW } from '../feeds/samples.js';

export const CLIENT = {} as WithingsApiClient;

/** An account whose events are one list of lines. */
export function setUp(feeds: readonly Feed[], options: Partial<AccountSyncOptions> = {}) {
  const log: string[] = [];
  const states: [PersonState, PersonState][] = [];
  const time = { now: NOW * 1000 + 499 };
  const sync = createAccountSync({
    name: 'anna',
    client: CLIENT,
    feeds,
    start: undefined,
    clock: () => time.now,
    sleep: async () => {},
    random: () => 0,
    signal: new AbortController().signal,
    events: {
      onState: (state, before) => states.push([state, before]),
      onAuthorization: (authorization, reason) => log.push(`${authorization} ${reason}`.trim()),
      onFeedFailed: (feed, error) => log.push(`${feed} failed: ${(error as Error).message}`),
      onFeedRecovered: (feed) => log.push(`${feed} recovered`),
      onFeedWaits: (feed, seconds) => log.push(`${feed} waits ${seconds}`),
    },
    ...options,
  });
  return { sync, log, states, time };
}
