import type { Log } from '../log.js';
import type { Troubles } from './troubles.js';
import { reasonOf } from './unexpected.js';

/** That the store cannot be written, as it is said in the log and on the page. */
export interface StoreTrouble {
  onWritten(): void;
  onNotWritten(account: string, error: unknown): void;
  /** In words; undefined while all is well. */
  reason(): string | undefined;
}

export function createStoreTrouble(log: Log, troubles: Troubles): StoreTrouble {
  let current: string | undefined;
  return {
    onWritten() {
      troubles.end('store', 'the store can be written again');
      current = undefined;
    },
    onNotWritten(account, error) {
      current = reasonOf(error, log, { account });
      troubles.begin('store', 'error', '{reason}; what came since is kept in memory', { reason: current });
    },
    reason: () => current,
  };
}
