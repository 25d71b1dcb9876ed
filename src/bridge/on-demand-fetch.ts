import type { Scheduler } from '../scheduler/scheduler.js';
import type { Parts } from './parts.js';
import type { BridgePerson } from './person.js';

/** Fetches that somebody waits for. */
export interface OnDemandFetch {
  /** Every feed of these people now; resolves when each has come in or failed. */
  all(people: readonly BridgePerson[]): Promise<void>;
}

/** For a call too many, which is over by itself; somebody who is told to wait for longer is told so. */
const LONGEST_WAIT_SECONDS = 61;
const ATTEMPTS = 3;

export function createOnDemandFetch(
  { tools, signal, as }: Pick<Parts, 'tools' | 'signal' | 'as'>,
  scheduler: Scheduler,
): OnDemandFetch {
  async function all(people: readonly BridgePerson[]): Promise<void> {
    let keys = people.flatMap(({ tasks }) => tasks.map(({ key }) => key));
    for (let attempt = 1; attempt <= ATTEMPTS && keys.length > 0 && !signal.aborted; attempt++) {
      const outcomes = await scheduler.request(keys);
      const waiting = [...outcomes].flatMap(([key, outcome]) =>
        outcome.kind === 'wait' && outcome.seconds <= LONGEST_WAIT_SECONDS ? [{ key, seconds: outcome.seconds }] : [],
      );
      keys = waiting.map(({ key }) => key);
      if (keys.length > 0 && attempt < ATTEMPTS) {
        const seconds = Math.max(...waiting.map((one) => one.seconds));
        await tools.sleep(seconds * 1000, signal).catch(() => {});
      }
    }
  }

  return { all: (people) => as('person', () => all(people)) };
}
