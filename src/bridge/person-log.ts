import type { Log } from '../log.js';
import { isClientRefused, isRefused } from '../withings/errors.js';
import { LOGIN_LOST } from './account-status.js';
import type { Authorization, PersonEvents } from './person-events.js';
import { endpointOf, failureOf } from './unexpected.js';

export interface PersonLogHooks {
  /** What lets the account in once more. */
  readonly advice: string;
  /** That there is no login is what somebody wanted. */
  readonly isRemoved?: boolean;
  readonly onState: PersonEvents['onState'];
  readonly onAuthorization: (authorization: Authorization) => void;
}

const REFUSED =
  '{account}: Withings lets the bridge read no {feed}: {reason}; to have them, {advice}, and allow everything there';
const NO_TOKENS =
  '{account}: Withings does not renew the login: {reason}; check withings.client_id and withings.client_secret, and where they are right, {advice}; the values stay, the next round tries again';
const LACKING = '{account}: Withings has no {feed} for this login or its plan ({reason}); they are left out';
const FUTURE =
  "{account}: something in {feed} is dated {day}, which is still to come, and left out; is a device's clock wrong?";
const ODD = '{account}: something in {feed} cannot be read and is left out ({id}); what was known of it stays';

/** What happens to an account, in the log: each state once, not once a round. */
export function personLog(account: string, log: Log, hooks: PersonLogHooks): PersonEvents {
  const { advice, isRemoved = false } = hooks;
  return {
    onState: hooks.onState,
    onAuthorization(authorization, reason, cause) {
      const endpoint = endpointOf(cause);
      if (authorization === 'required' && isRemoved) log.debug('{account}: waits for a login', { account });
      else if (authorization === 'required') log.error(LOGIN_LOST, { account, reason, advice, endpoint });
      else log.debug('{account}: authorised', { account });
      hooks.onAuthorization(authorization);
    },
    onFeedFailed(feed, error) {
      const about = { account, feed, ...failureOf(error, log, { account, feed }) };
      if (isClientRefused(error)) log.error(NO_TOKENS, { ...about, feed: undefined, advice });
      else if (isRefused(error)) log.error(REFUSED, { ...about, advice });
      else log.warn('{account}: no {feed} this time: {reason}; the values stay, the next round tries again', about);
    },
    onFeedLacking(feed, error) {
      log.info(LACKING, { account, feed, ...failureOf(error, log, { account, feed }) });
    },
    onFeedRecovered(feed) {
      log.info('{account}: {feed} are coming in again', { account, feed });
    },
    onFuture(feed, time) {
      const day = new Date(time * 1000).toISOString().slice(0, 10);
      log.warn(FUTURE, { account, feed, day });
    },
    onOdd(feed, id) {
      log.warn(ODD, { account, feed, id });
    },
    onFeedWaits(feed, error, first) {
      log[first ? 'warn' : 'debug']('{account}: Withings wants fewer calls; {feed} wait for {seconds} s', {
        ...{ account, feed, seconds: error.retryAfter, endpoint: endpointOf(error) },
      });
    },
  };
}
