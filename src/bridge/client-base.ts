import { AsyncLocalStorage } from 'node:async_hooks';
import { feedOfCall } from '../feeds/index.js';
import { createBudget, type Priority } from '../scheduler/budget.js';
import { createSpacing } from '../scheduler/spacing.js';
import type { Telemetry } from '../telemetry.js';
import type { BridgeOptions, Parts } from './parts.js';

/** What the API clients of a bridge share: addresses, credentials, the budget of calls, and who hears of each. */
export function createClientBase(
  { config, log, tools, signal, callsPerMinute, identicalCallSeconds }: BridgeOptions,
  telemetry: Telemetry,
): Pick<Parts, 'clientBase' | 'as'> {
  const budget = createBudget(callsPerMinute ?? config.withings.callsPerMinute);
  const priorities = new AsyncLocalStorage<Priority>();
  return {
    as: (priority, work) => priorities.run(priority, work),
    clientBase(account) {
      const spacing = createSpacing(identicalCallSeconds);
      return {
        baseUrl: config.withings.apiUrl,
        clientId: config.withings.clientId,
        clientSecret: config.withings.clientSecret,
        signal,
        beforeAttempt: (stop) => budget.limiter(priorities.getStore() ?? 'poll')(stop),
        around: (request, call) => spacing(request, call, signal),
        clock: tools.clock,
        sleep: tools.sleep,
        random: tools.random,
        blank: log.blank,
        onAnswer({ endpoint, action, milliseconds, failure }) {
          const feed = feedOfCall({ endpoint, action });
          telemetry.add('requests', { account, feed, endpoint, action, outcome: failure?.family ?? 'ok' });
          log.debug('asked Withings', { account, endpoint, action, feed, milliseconds, error: failure?.message });
        },
      };
    },
  };
}
