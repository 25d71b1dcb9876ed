import { isDeepStrictEqual } from 'node:util';
import type { PersonState } from '../store/person-state.js';

/**
 * The state after an update, where each part that says the same as before is the very one that was there: an answer with
 * nothing new changes nothing, so that nothing is shown or written again. Parts are those of PersonState.
 */
export function withSameParts(after: PersonState, before: PersonState): PersonState {
  if (after === before) return after;
  const keys = Object.keys(after) as (keyof PersonState)[];
  const parts = keys.map((key) => [key, same(after[key], before[key])] as const);
  const isSame = keys.length === Object.keys(before).length && parts.every(([key, part]) => part === before[key]);
  return isSame ? before : (Object.fromEntries(parts) as unknown as PersonState);
}

function same(after: unknown, before: unknown): unknown {
  return after !== before && isDeepStrictEqual(after, before) ? before : after;
}
