import { isDeepStrictEqual } from 'node:util';
import type { PageChange, PageState } from './api.js';

/**
 * What of a state differs from the one before, the time of day apart, which comes with it; undefined when nothing does.
 * Somebody or something that is gone cannot be told this way: see `isSmaller`.
 */
export function stateChange(after: PageState, before: PageState): PageChange | undefined {
  const people = changedItems(after.people, before.people, ({ name }) => name);
  const devices = changedItems(after.devices, before.devices, ({ id }) => id);
  const { now, people: _, devices: __, ...parts } = after;
  const rest = Object.entries(parts).filter(
    ([key, part]) => !isDeepStrictEqual(part, before[key as keyof typeof parts]),
  );
  if (people.length + devices.length + rest.length === 0) return undefined;
  return {
    now,
    ...Object.fromEntries(rest),
    ...(people.length > 0 && { people }),
    ...(devices.length > 0 && { devices }),
  };
}

/** Whether somebody or something of the state before is gone. */
export function isSmaller(after: PageState, before: PageState): boolean {
  const there = new Set([...after.people.map(({ name }) => name), ...after.devices.map(({ id }) => `device ${id}`)]);
  const were = [...before.people.map(({ name }) => name), ...before.devices.map(({ id }) => `device ${id}`)];
  return were.some((one) => !there.has(one));
}

function changedItems<T>(after: readonly T[], before: readonly T[], idOf: (item: T) => string): T[] {
  const known = new Map(before.map((item) => [idOf(item), item]));
  return after.filter((item) => !isDeepStrictEqual(item, known.get(idOf(item))));
}
