import { openTokenStore } from '../store/tokens.js';
import { type AccountClientOptions, openAccountClient } from '../sync/client.js';
import { createLimiter } from '../sync/limiter.js';
import type { WithingsApiClient } from '../withings/client.js';
import { type CommandContext, hideLogins } from './context.js';

export interface LoginOptions extends CommandContext {
  readonly account: string;
  readonly signal: AbortSignal;
  readonly onAnswer?: AccountClientOptions['base']['onAnswer'];
  readonly onUserId?: AccountClientOptions['onUserId'];
}

/**
 * The API client of an account for a command: within Withings' rate limit, and with every secret kept out of errors.
 *
 * @throws Error that says what to do when the account is not authorised
 */
export async function openLogin({ config, log, account, signal, ...events }: LoginOptions): Promise<WithingsApiClient> {
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const { onAnswer, onUserId = () => {} } = events;
  const base = { baseUrl, clientId, clientSecret, signal, onAnswer, blank: log.blank, beforeAttempt: createLimiter() };
  const tokens = openTokenStore({ dataDir: config.dataDir });
  await hideLogins(tokens, log);
  const client = await openAccountClient({ account, tokens, base, onSecret: log.hide, onUserId });
  if (!client) throw new Error(`${account} is not authorised yet; run: withings2mqtt auth ${account}`);
  return client;
}
