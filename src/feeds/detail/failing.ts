import type { DetailState } from '../../store/person-state.js';
import { DAY_SECONDS } from '../day.js';

/** For so long something of the past is asked for again; then the rest of it goes on without. */
const PATIENCE_SECONDS = DAY_SECONDS;

type Thing = { readonly id: string; readonly start: number };

/** What did not come last time after all else, by when it was last asked for: a few that never come hold nothing up. */
export function inTurn<T>(things: readonly T[], { failing = [] }: DetailState, of: (thing: T) => Thing): T[] {
  const turns = new Map(failing.map(({ id }, index) => [id, index + 1]));
  const turn = (thing: T) => turns.get(of(thing).id) ?? 0;
  return [...things].sort((a, b) => turn(a) - turn(b));
}

/** How many of some are not known to fail. */
export function countFresh<T>(things: readonly T[], { failing = [] }: DetailState, of: (thing: T) => Thing): number {
  return things.filter((thing) => !failing.some(({ id }) => id === of(thing).id)).length;
}

/** It did not come; what is known to have failed before fails since then. `now` in seconds since 1970. */
export function failed(details: DetailState, { id, start }: Thing, now: number): DetailState {
  const { failing = [], since, walked } = details;
  // Passed over already: what comes after it in the past has come.
  if (walked <= start && start < since) return details;
  const before = failing.find((one) => one.id === id);
  // A time to come is of a clock that was set back.
  const first = Math.min(before?.since ?? now, now);
  if (start < walked && now - first >= PATIENCE_SECONDS) return walkedTo(details, start);
  return { ...details, failing: [...failing.filter((one) => one.id !== id), { id, start, since: first }] };
}

/** The past has been read down to a time. */
export function walkedTo(details: DetailState, walked: number): DetailState {
  if (details.walked <= walked) return details;
  const isPassed = ({ start }: Thing) => walked <= start && start < details.since;
  return { ...withoutFailing(details, isPassed), walked };
}

export function withoutFailing(details: DetailState, isGone: (thing: Thing) => boolean): DetailState {
  const { failing = [], ...rest } = details;
  const left = failing.filter((one) => !isGone(one));
  return left.length === 0 ? rest : { ...rest, failing: left };
}
