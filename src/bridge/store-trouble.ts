import type { Log } from '../log.js';
import type { Troubles } from './troubles.js';
import { reasonOf } from './unexpected.js';

/** That the store cannot be written, as it is said in the log and on the page. */
export interface StoreTrouble {
  onWritten(): void;
  onNotWritten(account: string, error: unknown): void;
  /** Everything ends, and what was to be written is not. */
  onLost(): void;
  /** In words; undefined while all is well. */
  reason(): string | undefined;
}

const LOST = '{reason}; what came since could not be kept: the next start fetches what Withings still has of it';

/** @param signal aborted when everything stops */
export function createStoreTrouble(log: Log, troubles: Troubles, signal: AbortSignal): StoreTrouble {
  let current: string | undefined;
  /** Another account that is written ends the trouble, not what is lost of this one. */
  let last: string | undefined;
  return {
    onWritten() {
      troubles.end('store', 'the store can be written again');
      current = undefined;
    },
    onNotWritten(account, error) {
      current = reasonOf(error, log, { account });
      last = current;
      // By then memory keeps nothing any more: `onLost` tells, once all has been tried.
      if (signal.aborted) return;
      troubles.begin('store', 'error', '{reason}; what came since is kept in memory', { reason: current });
    },
    onLost() {
      // Of a store that another process has taken over something else is said.
      if (last !== undefined) log.error(LOST, { reason: last });
    },
    reason: () => current,
  };
}
