import type { PageChange, PageState } from '../src/page/api.js';

/** The state after a change: people by name and devices by id, each in its old place, new ones at the end. */
export function applyChange(state: PageState, { people, devices, ...rest }: PageChange): PageState {
  return {
    ...state,
    ...rest,
    people: merge(state.people, people, ({ name }) => name),
    devices: merge(state.devices, devices, ({ id }) => id),
  };
}

function merge<T>(old: readonly T[], changed: readonly T[] | undefined, keyOf: (one: T) => string): readonly T[] {
  if (!changed) return old;
  const left = new Map(changed.map((one) => [keyOf(one), one]));
  const kept = old.map((one) => {
    const key = keyOf(one);
    const now = left.get(key) ?? one;
    left.delete(key);
    return now;
  });
  return [...kept, ...left.values()];
}
