import type { Feed } from '../feeds/feed.js';
import { FEEDS } from '../feeds/index.js';
import { accountMetric, feedOf } from '../metrics/catalogue/index.js';
import { withoutValue } from '../metrics/latest.js';
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

/**
 * A state without values of feeds from which nothing more can come: what is switched off would stay as it was last. The
 * same state where there are none.
 *
 * @param feeds those from which something may come
 */
export function withoutSilent(state: PersonState, feeds: readonly Feed[]): PersonState {
  const silent = new Set(FEEDS.filter((feed) => !feeds.includes(feed)).map(({ name }) => name));
  const last = Object.values(state.readings).filter(({ metric, value }) => {
    return value !== null && silent.has(feedOf(metric) ?? '');
  });
  if (last.length === 0) return state;
  const readings = Object.fromEntries(last.map((reading) => [reading.metric, withoutValue(reading)]));
  return { ...state, readings: { ...state.readings, ...readings } };
}

function withoutPlaceholder(reading: Reading): Reading {
  const { metric, value } = reading;
  const isNone = typeof value === 'number' && isPlaceholder(value, accountMetric(metric) ?? {});
  return isNone ? { ...reading, value: null } : reading;
}
