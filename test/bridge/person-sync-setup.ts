import { createPersonSync, type PersonSync, type PersonSyncOptions } from '../../src/bridge/person-sync.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import { NOW, rulesOf } from '../feeds/samples.js';

export const CLIENT = { serverTime: () => undefined } as WithingsApiClient;

/** An account whose events are one list of lines. */
export function setUp(feeds: readonly FetchedFeed[], options: Partial<PersonSyncOptions> = {}) {
  const log: string[] = [];
  const states: [PersonState, PersonState][] = [];
  const time = { now: NOW * 1000 + 499 };
  const sync = createPersonSync({
    name: 'anna',
    client: CLIENT,
    feeds,
    rules: rulesOf(),
    start: undefined,
    clock: () => time.now,
    sleep: async () => {},
    stopped: () => false,
    events: {
      onState: (state, before) => void states.push([state, before]),
      onAuthorization: (authorization, reason) => log.push(`${authorization} ${reason}`.trim()),
      onFeedFailed: (feed, error) => log.push(`${feed} failed: ${(error as Error).message}`),
      onFeedRecovered: (feed) => log.push(`${feed} recovered`),
      onFeedWaits: (feed, { retryAfter }) => log.push(`${feed} waits ${retryAfter}`),
    },
    ...options,
  });
  return { sync, log, states, time, round: () => fetchAll(sync, feeds) };
}

/** Every feed once, at the same time; true if all came in that may. */
export async function fetchAll(sync: PersonSync, feeds: readonly FetchedFeed[], thorough = true): Promise<boolean> {
  const outcomes = await Promise.all(feeds.map(({ name }) => sync.fetch(name, thorough)));
  return outcomes.every(({ kind }) => kind === 'ok' || kind === 'refused');
}
