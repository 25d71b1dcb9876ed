import type { AccountState } from '../store/state.js';
import type { Telemetry } from '../telemetry.js';
import type { AccountEvents } from './account.js';

/** The same events, counted: fetches by feed and outcome, waits, and readings that are new or changed. */
export function countedEvents(events: AccountEvents, telemetry: Telemetry): AccountEvents {
  return {
    ...events,
    onState(state, before) {
      countFetches(state, before, telemetry);
      const changed = Object.entries(state.readings).filter(([key, reading]) => reading !== before.readings[key]);
      if (changed.length > 0) telemetry.add('readings', {}, changed.length);
      events.onState(state, before);
    },
    onFeedWaits(feed, seconds) {
      telemetry.add('rateLimitWaits', { feed });
      events.onFeedWaits(feed, seconds);
    },
  };
}

function countFetches(state: AccountState, before: AccountState, telemetry: Telemetry): void {
  for (const [feed, after] of Object.entries(state.feeds)) {
    if (after === before.feeds[feed]) continue;
    if (after.lastError !== undefined) telemetry.add('syncs', { feed, outcome: 'failed' });
    else if (after.lastSuccess !== before.feeds[feed]?.lastSuccess) telemetry.add('syncs', { feed, outcome: 'ok' });
  }
}
