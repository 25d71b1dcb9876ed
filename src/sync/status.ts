import { ACCOUNT_METRICS } from '../metrics/catalogue/account.js';
import { snapshot } from '../metrics/decode/user.js';
import type { Reading } from '../metrics/reading.js';
import type { AccountState } from '../store/state.js';
import type { AccountSync } from './account.js';

const [LAST_SYNC, AUTHORIZATION, API_PROBLEM] = ACCOUNT_METRICS;

/** How an account is doing, as readings; those about now have no time, so that they change only when they do. */
export function statusReadings(account: AccountSync): Reading[] {
  const lastSync = lastSuccess(account.state());
  const status = [
    snapshot(AUTHORIZATION, account.name, account.authorization(), 0),
    snapshot(API_PROBLEM, account.name, account.problems().size > 0, 0),
  ];
  return lastSync === undefined ? status : [...status, snapshot(LAST_SYNC, account.name, lastSync, lastSync)];
}

/** When a feed last went well, seconds since 1970. */
export function lastSuccess(state: AccountState): number | undefined {
  const times = Object.values(state.feeds).flatMap((feed) => feed.lastSuccess ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
