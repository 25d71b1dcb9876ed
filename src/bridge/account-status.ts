import { fill } from '../log.js';
import { ACCOUNT_METRICS } from '../metrics/catalogue/account.js';
import { snapshot } from '../metrics/decode/user.js';
import type { Reading } from '../metrics/reading.js';
import type { Advice } from './advice.js';
import type { PersonSync } from './person-sync.js';

const [LAST_SYNC, AUTHORIZATION, API_PROBLEM] = ACCOUNT_METRICS;

/** How an account is doing, as readings; those about now have no time, so that they change only when they do. */
export function statusReadings(account: PersonSync, advice: Advice): Reading[] {
  const lastSync = account.lastSync();
  const { name } = account;
  const login = account.loginProblem();
  const problems = problemsOf(account);
  const status = [
    explained(
      snapshot(AUTHORIZATION, account.authorization(), 0),
      login && fill(NO_LOGIN, { reason: login, advice: advice.connect(name) }),
    ),
    explained(snapshot(API_PROBLEM, problems.length > 0, 0), problems.join('; ')),
  ];
  return lastSync === undefined ? status : [...status, snapshot(LAST_SYNC, lastSync, lastSync)];
}

/** What is wrong with an account's login, and what to do. */
const NO_LOGIN = 'cannot get in at Withings: {reason}; {advice}';
/** The same as a line of the log. */
export const LOGIN_LOST = `{account}: ${NO_LOGIN}` as const;

function explained(reading: Reading, reason: string | undefined): Reading {
  return reason ? { ...reading, reason } : reading;
}

/** Why not all of an account's feeds have come in, with its name. */
export function shortfall(account: PersonSync, advice: Advice): string {
  const login = account.loginProblem();
  const { name } = account;
  if (login) return fill(LOGIN_LOST, { account: name, reason: login, advice: advice.connect(name) });
  return `${name}: ${problemsOf(account).join('; ') || 'stopped before everything had come in'}`;
}

function problemsOf(account: PersonSync): string[] {
  return [...account.problems()].map(([feed, reason]) => `${feed}: ${reason}`);
}
