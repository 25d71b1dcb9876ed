import { COMPUTED_METRICS } from '../metrics/catalogue/computed.js';
import { computedReadings } from '../metrics/computed.js';
import { withoutValue } from '../metrics/latest.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import type { PersonState } from '../store/person-state.js';

/** The state with what follows from its latest readings. */
export function withComputed(state: PersonState): PersonState {
  return withWorkedOut(state, COMPUTED_METRICS, computedReadings(new Map(Object.entries(state.readings))));
}

/**
 * The state with what has been worked out; a reading that says the same as before stays the one it was.
 *
 * @param metrics all that is worked out with it: one that is not among the readings cannot be known any more
 */
export function withWorkedOut(
  state: PersonState,
  metrics: readonly Metric[],
  readings: readonly Reading[],
): PersonState {
  const possible = new Map(readings.map((reading) => [reading.metric, reading]));
  const changed = metrics.flatMap(({ key }) => {
    const before = state.readings[key];
    const after = possible.get(key) ?? (before && before.value !== null ? withoutValue(before) : before);
    return after && !same(after, before) ? [after] : [];
  });
  if (changed.length === 0) return state;
  return {
    ...state,
    readings: { ...state.readings, ...Object.fromEntries(changed.map((reading) => [reading.metric, reading])) },
  };
}

function same(a: Reading, b: Reading | undefined): boolean {
  return (
    b !== undefined &&
    a.value === b.value &&
    a.takenAt === b.takenAt &&
    a.modifiedAt === b.modifiedAt &&
    a.groupId === b.groupId
  );
}
