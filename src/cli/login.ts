import { createLimiter } from '../scheduler/limiter.js';
import { openTokenStore } from '../store/tokens.js';
import { type AccountClientOptions, openAccountClient } from '../sync/client.js';
import { systemTools } from '../tools.js';
import type { WithingsApiClient } from '../withings/client.js';
import { RateLimitError } from '../withings/errors.js';
import { type CommandContext, hideLogins } from './context.js';

export interface LoginOptions extends CommandContext {
  readonly account: string;
  readonly signal: AbortSignal;
  readonly onAnswer?: AccountClientOptions['base']['onAnswer'];
  readonly onUserId?: AccountClientOptions['onUserId'];
}

const WAITS = 5;
/** Nobody sits in front of a terminal for longer. */
const LONGEST_WAIT_SECONDS = 120;

/** Waits where Withings wants fewer calls, as others may have made theirs a moment ago, and goes on. */
function patient({ log, signal }: Pick<LoginOptions, 'log' | 'signal'>) {
  return async <T>(_request: unknown, call: () => Promise<T>): Promise<T> => {
    for (let waits = 0; ; waits++) {
      try {
        return await call();
      } catch (error) {
        const mayWait = error instanceof RateLimitError && error.retryAfter <= LONGEST_WAIT_SECONDS;
        if (!mayWait || waits === WAITS) throw error;
        log.warn(`Withings wants fewer calls; this goes on in ${error.retryAfter} s`);
        await systemTools.sleep(error.retryAfter * 1000, signal);
      }
    }
  };
}

/**
 * The API client of an account for a command: within Withings' rate limit, and with every secret kept out of errors.
 *
 * @throws Error that says what to do when the account is not authorised
 */
export async function openLogin({ config, log, account, signal, ...events }: LoginOptions): Promise<WithingsApiClient> {
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const { onAnswer, onUserId = () => {} } = events;
  const calls = { beforeAttempt: createLimiter(), around: patient({ log, signal }) };
  const base = { baseUrl, clientId, clientSecret, signal, onAnswer, blank: log.blank, ...calls };
  const tokens = openTokenStore({ dataDir: config.dataDir });
  await hideLogins(tokens, log);
  const client = await openAccountClient({ account, tokens, base, onSecret: log.hide, onUserId });
  if (!client) throw new Error(`${account} is not authorised yet; run: withings2mqtt auth ${account}`);
  return client;
}
