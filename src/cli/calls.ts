import { createSharedCalls } from '../cluster/shared-calls.js';
import type { Config } from '../config/index.js';
import { createBudget, type Limiter } from '../scheduler/budget.js';
import type { Store } from '../store/store.js';
import { systemTools } from '../tools.js';

/** Waits for a place among the calls that Withings allows: of this process, or, where bridges share a store, of all. */
export function personCalls(
  { cluster }: Pick<Store, 'cluster'>,
  { clientId, callsPerMinute }: Pick<Config['withings'], 'clientId' | 'callsPerMinute'>,
): Limiter {
  if (!cluster) return createBudget(callsPerMinute).limiter('person');
  const { sleep, random } = systemTools;
  const stopwatch = () => performance.now();
  const shared = { budget: cluster.budget, clientId, callsPerMinute, signal: new AbortController().signal };
  return createSharedCalls({ ...shared, sleep, random, stopwatch, onTrouble() {} }).limiter('person');
}
