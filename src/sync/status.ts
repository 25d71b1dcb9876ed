import { ACCOUNT_METRICS } from '../metrics/catalogue/account.js';
import { snapshot } from '../metrics/decode/user.js';
import type { Reading } from '../metrics/reading.js';
import type { AccountSync } from './account.js';

const [LAST_SYNC, AUTHORIZATION, API_PROBLEM] = ACCOUNT_METRICS;

/** How an account is doing, as readings; those about now have no time, so that they change only when they do. */
export function statusReadings(account: AccountSync): Reading[] {
  const lastSync = account.lastSync();
  const { name } = account;
  const login = account.loginProblem();
  const problems = problemsOf(account);
  const status = [
    explained(snapshot(AUTHORIZATION, name, account.authorization(), 0), login && loginAdvice(name, login)),
    explained(snapshot(API_PROBLEM, name, problems.length > 0, 0), problems.join('; ')),
  ];
  return lastSync === undefined ? status : [...status, snapshot(LAST_SYNC, name, lastSync, lastSync)];
}

/** What is wrong with an account's login, and what to do: two processes must not use one. */
export function loginAdvice(account: string, problem: string): string {
  return `cannot get in at Withings: ${problem}; stop the bridge, then run: withings2mqtt auth ${account}`;
}

function explained(reading: Reading, reason: string | undefined): Reading {
  return reason ? { ...reading, reason } : reading;
}

/** Why not all of an account's feeds have come in, with its name. */
export function shortfall(account: AccountSync): string {
  const login = account.loginProblem();
  if (login) return `${account.name}: ${loginAdvice(account.name, login)}`;
  return `${account.name}: ${problemsOf(account).join('; ') || 'stopped before everything had come in'}`;
}

function problemsOf(account: AccountSync): string[] {
  return [...account.problems()].map(([feed, reason]) => `${feed}: ${reason}`);
}
