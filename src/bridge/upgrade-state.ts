import { accountMetric } from '../metrics/catalogue/index.js';
import type { Reading } from '../metrics/reading.js';
import type { PersonState } from '../store/person-state.js';
import { isPlaceholder } from '../withings/placeholder.js';

/**
 * A state as an older version may have left it, without what this one would not have kept: metrics that are not in the
 * catalogue any more, and numbers that say that there is none. The same state where there is nothing to leave out.
 */
export function upgradedState(state: PersonState): PersonState {
  const before = Object.entries(state.readings);
  const known = before.filter(([key]) => accountMetric(key) !== undefined);
  const readings = known.map(([key, reading]): [string, Reading] => [key, withoutPlaceholder(reading)]);
  const same = known.length === before.length && readings.every(([key, reading]) => reading === state.readings[key]);
  return same ? state : { ...state, readings: Object.fromEntries(readings) };
}

function withoutPlaceholder(reading: Reading): Reading {
  const { metric, value } = reading;
  const isNone = typeof value === 'number' && isPlaceholder(value, accountMetric(metric) ?? {});
  return isNone ? { ...reading, value: null } : reading;
}
