import type { Log } from '../log.js';
import { TransportError } from '../withings/errors.js';
import type { AccountEvents, Authorization } from './account.js';
import { loginAdvice } from './status.js';
import { isRefused } from './troubles.js';

export interface AccountEventHooks {
  readonly onState: AccountEvents['onState'];
  readonly onAuthorization: (authorization: Authorization) => void;
}

/** What happens to an account, in the log: each state once, not once a round. */
export function accountEvents(name: string, log: Log, hooks: AccountEventHooks): AccountEvents {
  return {
    onState: hooks.onState,
    onAuthorization(authorization, reason) {
      if (authorization === 'required') {
        log.error(`${name}: ${loginAdvice(name, reason)}`);
      } else {
        log.debug(`${name}: authorised`);
      }
      hooks.onAuthorization(authorization);
    },
    onFeedFailed(feed, error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (isRefused(error)) {
        const advice = `to have them, stop the bridge, then run: withings2mqtt auth ${name}, and allow everything there`;
        log.error(`${name}: Withings lets the bridge read no ${feed}: ${reason}; ${advice}`);
        return;
      }
      log.warn(`${name}: no ${feed} this time: ${reason}; the values stay, the next round tries again`);
      if (!(error instanceof TransportError)) log.debug(`${name}: ${feed}`, { stack: (error as Error)?.stack });
    },
    onFeedRecovered(feed) {
      log.info(`${name}: ${feed} are coming in again`);
    },
    onFuture(feed, time) {
      const day = new Date(time * 1000).toISOString().slice(0, 10);
      log.warn(
        `${name}: something in ${feed} is dated ${day}, which is still to come, and left out; is a device's clock wrong?`,
      );
    },
    onFeedWaits(feed, seconds, first) {
      const say = first ? log.warn : log.debug;
      say(`${name}: Withings wants fewer calls; ${feed} wait for ${seconds} s`);
    },
  };
}
