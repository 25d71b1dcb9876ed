import { AsyncLocalStorage } from 'node:async_hooks';
import { feedOfCall } from '../feeds/index.js';
import { createBudget, type Limiter, type Priority } from '../scheduler/budget.js';
import { createSpacing } from '../scheduler/spacing.js';
import type { Telemetry } from '../telemetry.js';
import { type CallSite, RateLimitError } from '../withings/errors.js';
import { createLastingRefusal } from '../withings/lasting-refusal.js';
import { isRepetition } from '../withings/repeat.js';
import { sharedRoute } from '../withings/route.js';
import type { BridgeOptions, Parts } from './parts.js';

/** How many calls there may be, and who is told when Withings wants fewer. */
export interface Calls {
  limiter(priority: Priority): Limiter;
  /** Goes around all that is done as one piece. */
  around?<T>(priority: Priority, work: () => Promise<T>): Promise<T>;
  /** Withings has refused a call. */
  onTooMany?(seconds: number): void;
}

/** What the API clients of a bridge share: addresses, credentials, the budget of calls, and who hears of each. */
export function createClientBase(
  { config, log, tools, signal, callsPerMinute, identicalCallSeconds }: Omit<BridgeOptions, 'once'>,
  telemetry: Pick<Telemetry, 'add'>,
  calls: Calls = createBudget(callsPerMinute ?? config.withings.callsPerMinute),
): Pick<Parts, 'clientBase' | 'as' | 'forFeed'> {
  const priorities = new AsyncLocalStorage<Priority>();
  const feeds = new AsyncLocalStorage<string>();
  /** One may make the usual call of another. Those about the login are for none, whichever needs it. */
  const feedOf = (site: CallSite) => {
    const usual = feedOfCall(site);
    return usual && (feeds.getStore() ?? usual);
  };
  const routeTo = sharedRoute();
  const lastingRefusal = createLastingRefusal(() => performance.now());
  return {
    as: (priority, work) => priorities.run(priority, () => (calls.around ? calls.around(priority, work) : work())),
    forFeed: (feed, work) => feeds.run(feed, work),
    clientBase(account) {
      const spacing = createSpacing(identicalCallSeconds);
      return {
        baseUrl: config.withings.apiUrl,
        clientId: config.withings.clientId,
        clientSecret: config.withings.clientSecret,
        signal,
        ...{ routeTo, lastingRefusal },
        identicalCallSeconds,
        beforeAttempt: (stop) => calls.limiter(priorities.getStore() ?? 'poll')(stop),
        around: (request, call) => spacing(request, call, signal),
        clock: tools.clock,
        sleep: tools.sleep,
        random: tools.random,
        blank: log.blank,
        onAnswer({ endpoint, action, milliseconds, failure }) {
          const feed = feedOf({ endpoint, action });
          if (failure instanceof RateLimitError && !isRepetition(failure)) calls.onTooMany?.(failure.retryAfter);
          telemetry.add('requests', { account, feed, endpoint, action, outcome: failure?.family ?? 'ok' });
          log.debug('asked Withings', { account, endpoint, action, feed, milliseconds, error: failure?.message });
        },
      };
    },
  };
}
