import type { AccountConfig } from '../config/index.js';
import type { PastOf } from '../statistics/import-person.js';
import { openSource } from '../statistics/source.js';
import { knownUser } from '../store/provisional.js';
import type { Store } from '../store/store.js';
import type { BridgePerson } from './person.js';

/**
 * What the bridge knows of a person's past. Undefined as long as nobody is there, or nothing of them is known; and where
 * nobody knows which Withings user it is, Home Assistant has no entities to write it to.
 */
export async function pastOf(
  account: AccountConfig,
  { userId: idOf, sync }: Pick<BridgePerson, 'userId' | 'sync'>,
  { states, series }: Pick<Store, 'states' | 'series'>,
): Promise<PastOf | undefined> {
  const userId = knownUser(idOf());
  const state = sync.state();
  if (userId === undefined || state.zone === undefined) return undefined;
  const archive = await openSource(states, userId, state.zone, state);
  return { ...account, userId, readings: state.readings, archive, series };
}
