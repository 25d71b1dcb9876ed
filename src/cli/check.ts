import type { Config } from '../config/index.js';
import type { Log } from '../log.js';
import { occupiedText } from '../mqtt/connection-log.js';
import { findLivingBridge } from '../mqtt/living-bridge.js';
import { brokerOptions } from '../mqtt/options.js';
import { createTopics } from '../mqtt/topics.js';
import { tryConnection } from '../mqtt/try-connection.js';
import { readInstance } from '../store/instance.js';
import { acquireLock, type Lock, LockedError } from '../store/lock.js';
import { readLoginProblem } from '../store/login-problem.js';
import { openTokenStore, type TokenStore } from '../store/tokens.js';
import { openAccountClient } from '../sync/client.js';
import { systemTools } from '../tools.js';
import { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, InvalidParametersError } from '../withings/errors.js';
import { isGranted, SCOPES } from '../withings/oauth.js';
import { hideLogins, openContext } from './context.js';

/** What a check found, in words. It throws what is wrong, with what to do about it. */
type Check = () => Promise<string>;

/**
 * `withings2mqtt check`: one line for each thing that must work, so that the first one that does not stands out. A
 * bridge that is running is not disturbed. True if all is well.
 */
export async function check(options: { readonly config: string }, signal: AbortSignal): Promise<boolean> {
  const { config, log } = openContext(options.config, 'error');
  const tokens = openTokenStore({ dataDir: config.dataDir });
  const lock = await lockIfFree(config.dataDir);
  try {
    await hideLogins(tokens, log);
    const checks: [string, Check][] = [
      ['config', async () => `${options.config}: ${config.accounts.map(({ name }) => name).join(', ')}`],
      ['credentials', () => checkCredentials(config, log, signal)],
      ...config.accounts.map(({ name }): [string, Check] => [
        `login ${name}`,
        () => checkLogin(config, log, name, tokens, lock !== undefined, signal),
      ]),
      ['broker', () => checkBroker(config, lock === undefined, signal)],
    ];
    let well = true;
    for (const [name, run] of checks) {
      const line = await run().then(
        (text) => `ok    ${name}: ${text}`,
        (error: Error) => `FAIL  ${name}: ${error.message}`,
      );
      signal.throwIfAborted();
      well &&= line.startsWith('ok');
      process.stdout.write(`${log.blank(line)}\n`);
    }
    return well;
  } finally {
    await lock?.release();
  }
}

/** Without the lock a bridge is running, and refreshing a token is its business alone. */
async function lockIfFree(dataDir: string): Promise<Lock | undefined> {
  try {
    return await acquireLock(dataDir);
  } catch (error) {
    if (error instanceof LockedError) return undefined;
    throw error;
  }
}

async function checkCredentials(config: Config, log: Log, signal: AbortSignal): Promise<string> {
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  try {
    await new WithingsApiClient({ baseUrl, clientId, clientSecret, signal, blank: log.blank }).getNonce();
  } catch (error) {
    if (!(error instanceof InvalidParametersError)) throw error;
    throw new Error(`${error.message}; check withings.client_id and withings.client_secret, and this machine's clock`);
  }
  return 'Withings knows the client id and its secret';
}

async function checkLogin(
  config: Config,
  log: Log,
  account: string,
  tokens: TokenStore,
  mayRefresh: boolean,
  signal: AbortSignal,
): Promise<string> {
  const again = `${mayRefresh ? '' : 'stop the bridge, then '}run: withings2mqtt auth ${account}`;
  const stored = await tokens.load(account);
  if (!stored) throw new Error(`not authorised yet; ${again}`);
  if (!mayRefresh && stored.expiresAt < Date.now()) return leftToBridge(config, account, again);
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const base = { baseUrl, clientId, clientSecret, signal, blank: log.blank };
  const client = mayRefresh
    ? await openAccountClient({ account, tokens, base, onSecret: log.hide, onUserId: () => {} })
    : new WithingsApiClient({ ...base, accessToken: stored.accessToken });
  try {
    // What is new since this second: a call that no other one is identical to, which Withings would refuse for 10 s.
    await client?.measurePages({ lastUpdate: Math.floor(Date.now() / 1000) }).next();
    const missing = SCOPES.filter((scope) => !isGranted(stored.scope, scope));
    if (missing.length === 0) return 'Withings lets the bridge in';
    return `Withings lets the bridge in, but not with ${missing.join(', ')}; to have that, ${again}, and allow everything`;
  } catch (error) {
    if (!(error instanceof AuthenticationError) || !error.needsLogin) throw error;
    if (!mayRefresh) return leftToBridge(config, account, again);
    throw new Error(`${error.message}; ${again}`);
  }
}

/** A token that has had its time says nothing of the login; the bridge, which alone may refresh it, has noted what it met. */
async function leftToBridge({ dataDir }: Config, account: string, again: string): Promise<string> {
  const problem = await readLoginProblem(dataDir, account);
  if (problem === undefined) return 'the running bridge looks after it';
  throw new Error(`the running bridge cannot get in at Withings: ${problem}; ${again}`);
}

async function checkBroker(config: Config, bridgeRuns: boolean, signal: AbortSignal): Promise<string> {
  if (config.mqtt.url === 'embedded') return 'embedded in the bridge';
  const { clientId, ...settings } = config.mqtt;
  const topics = createTopics(config.mqtt.baseTopic);
  const options = await brokerOptions(settings, topics.bridgeState);
  const instance = await readInstance(config.dataDir);
  const { random, sleep } = systemTools;
  const visit = findLivingBridge({ topics, instance, random, sleep: (milliseconds) => sleep(milliseconds, signal) });
  // A client id of its own, so that a running bridge is not thrown off the broker.
  const named = { ...options, ...(clientId && { clientId: `${clientId}_check` }) };
  const tried = await tryConnection(named, signal, visit);
  if ('problem' in tried) throw new Error(`${config.mqtt.url}: ${tried.problem.text}`);
  // The one that runs from this folder may be too old to say which one it is.
  const other = tried.result && !(bridgeRuns && tried.result.instance === undefined);
  if (other) throw new Error(`${config.mqtt.url}: ${occupiedText(topics.base)}`);
  return `${config.mqtt.url} answers (MQTT ${tried.protocolVersion === 5 ? '5' : '3.1.1'})`;
}
