import { withoutValue } from '../../metrics/latest.js';
import type { PersonState } from '../../store/person-state.js';
import type { HealthRecord } from '../../withings/record.js';
import type { FeedContext } from '../feed.js';
import { lastPossible } from '../future.js';

/** A record ends after it began. */
export function aboutRecord({ id, end }: HealthRecord) {
  return { id, time: end };
}

/** The state without the records of a feed, and what they say, that lie in the future: an older version kept them. */
export function withoutFutureRecords(state: PersonState, name: string, context: FeedContext): PersonState {
  const last = lastPossible(context);
  const records = state.records?.[name] ?? [];
  const gone = new Set(records.filter(({ end }) => end > last).map(({ id }) => id));
  if (gone.size === 0) return state;
  const readings = Object.entries(state.readings).map(([key, reading]) => {
    const isOfThem = reading.takenAt > last && gone.has(reading.groupId ?? '');
    return [key, isOfThem ? withoutValue(reading) : reading] as const;
  });
  const { cursor: _, ...feed } = state.feeds[name] ?? {};
  return {
    ...state,
    feeds: { ...state.feeds, [name]: feed },
    readings: Object.fromEntries(readings),
    records: { ...state.records, [name]: records.filter(({ id }) => !gone.has(id)) },
  };
}
