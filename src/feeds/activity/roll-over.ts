import { ACTIVITY_METRICS } from '../../metrics/catalogue/activity.js';
import { decodeActivity, isCounted } from '../../metrics/decode/activity.js';
import type { PersonState } from '../../store/person-state.js';
import { todayOf, withMidnights } from '../today.js';

/**
 * Begins a new day when the account's has begun: totals are 0 until the cloud says more. A traveller to the west is in
 * the day before again, with the row that is known of it. The same state on the same day.
 */
export function rollOver(state: PersonState, now: number): PersonState {
  const { midnight } = todayOf(state, now);
  const resets = ACTIVITY_METRICS.flatMap(({ key }) => state.readings[key]?.lastReset ?? []);
  return resets.every((reset) => reset === midnight) ? state : withToday(state, now);
}

/** The state with what its days say of today. */
export function withToday(before: PersonState, now: number): PersonState {
  const state = withMidnights(before, now);
  const readings = { ...state.readings };
  const known = (metric: string) => metric in state.readings;
  const days = state.activity ?? [];
  for (const reading of decodeActivity(days, todayOf(state, now), known)) {
    const { metric } = reading;
    if (known(metric) || isCounted(days, metric)) readings[metric] = reading;
  }
  return { ...state, readings };
}
