import type { Parts } from '../bridge/parts.js';
import { createPastReader, REST_MILLISECONDS } from '../bridge/past-reader.js';
import type { BridgePerson } from '../bridge/person.js';
import { PAST_FEEDS } from '../feeds/index.js';
import { isPastDue } from '../feeds/past-progress.js';
import type { PersonState } from '../store/person-state.js';

/**
 * When there was no room among the calls, or Withings failed. Where thousands share a plan that is just large enough, most
 * tries are in vain for months, and are to cost the bridges and the database next to nothing.
 */
const AGAIN_MILLISECONDS = 2 * 3_600_000;

/**
 * Reads another year of a person's past, if some is due and there is room.
 *
 * @returns when the next one is to be read, milliseconds since 1970; undefined while nothing is due
 */
export async function readPast(
  person: BridgePerson,
  { log, tools, signal, as }: Pick<Parts, 'log' | 'tools' | 'signal' | 'as'>,
): Promise<number | undefined> {
  if (!hasPastDue(person.sync.state(), tools.clock())) return undefined;
  let hasMoved = false;
  const reader = createPastReader({
    ...{ log, tools, signal, as },
    people: { all: () => [person] },
    onProgress() {
      hasMoved = true;
    },
    onComplete() {},
  });
  await reader.step();
  if (!hasPastDue(person.sync.state(), tools.clock())) return undefined;
  return tools.clock() + (hasMoved ? REST_MILLISECONDS : AGAIN_MILLISECONDS * (0.5 + tools.random()));
}

/** @param now milliseconds since 1970 */
export function hasPastDue({ feeds }: PersonState, now: number): boolean {
  return PAST_FEEDS.some(({ name, past }) => {
    const { lastSuccess, refused, past: progress } = feeds[name] ?? {};
    return (
      lastSuccess !== undefined && !refused && isPastDue(progress, { now: Math.floor(now / 1000), since: past.since })
    );
  });
}
