import { expect } from 'vitest';
import { sleep } from '../../src/feeds/sleep.js';
import type { PersonState } from '../../src/store/person-state.js';
import { at, createWorld, SITES } from './cloud.js';
import { page, sleepRow } from './rows.js';

export const LAST_NIGHT = sleepRow(10, '2026-02-27T22:30:00Z', '2026-02-28T05:30:00Z');
export const NIGHT = sleepRow(11, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z');
export const NAP = sleepRow(12, '2026-02-28T12:00:00Z', '2026-02-28T13:00:00Z');
export const MORNING = at('2026-03-01T06:00:00Z');

/** Anna's sleeps, as a first sync has found them. */
export async function synced(...rows: unknown[]) {
  const world = createWorld([sleep], { [SITES.sleep]: page('series', ...rows) });
  await world.round(MORNING);
  expect(world.errors).toEqual([]);
  return {
    ...world,
    async answer(now: number, ...next: unknown[]) {
      world.cloud.answers[SITES.sleep] = page('series', ...next);
      return world.round(now);
    },
  };
}

export const value = (state: PersonState, metric: string) => state.readings[metric]?.value;

/** What tells one night, or nap, from another. */
export function shown(state: PersonState) {
  return { night: state.readings.sleep_start?.groupId ?? null, nap: state.readings.nap_start?.groupId ?? null };
}
