import type { PersonState } from '../store/person-state.js';
import type { Telemetry } from '../telemetry.js';
import type { AccountEvents } from './account.js';

/** The same events, counted: fetches by feed and outcome, waits, and readings that are new or changed. */
export function countedEvents(events: AccountEvents, account: string, telemetry: Telemetry): AccountEvents {
  return {
    ...events,
    onState(state, before) {
      countFetches(state, before, (feed, outcome) => telemetry.add('syncs', { account, feed, outcome }));
      const changed = Object.entries(state.readings).filter(([key, reading]) => reading !== before.readings[key]);
      if (changed.length > 0) telemetry.add('readings', { account }, changed.length);
      events.onState(state, before);
    },
    onFeedWaits(feed, seconds, first) {
      telemetry.add('rateLimitWaits', { account, feed });
      events.onFeedWaits(feed, seconds, first);
    },
  };
}

type Count = (feed: string, outcome: 'ok' | 'failed') => void;

function countFetches(state: PersonState, before: PersonState, count: Count): void {
  for (const [feed, after] of Object.entries(state.feeds)) {
    if (after === before.feeds[feed]) continue;
    if (after.lastError !== undefined) count(feed, 'failed');
    else if (after.lastSuccess !== before.feeds[feed]?.lastSuccess) count(feed, 'ok');
  }
}
