import { influxTarget } from '../bridge/influx.js';
import { openPersonClient } from '../bridge/person-client.js';
import { ExpectedError, reasonOf } from '../bridge/unexpected.js';
import type { Config } from '../config/index.js';
import { fill } from '../log.js';
import { OCCUPIED } from '../mqtt/connection-log.js';
import { findLivingBridge } from '../mqtt/living-bridge.js';
import { brokerOptions } from '../mqtt/options.js';
import { createTopics } from '../mqtt/topics.js';
import { tryConnection } from '../mqtt/try-connection.js';
import { pageAddress } from '../page/own-address.js';
import type { InfluxTarget } from '../sinks/influx/influx-target.js';
import { createInfluxServer } from '../sinks/influx/server.js';
import type { Accounts } from '../store/cluster-accounts.js';
import type { Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { WithingsApiClient } from '../withings/client.js';
import { InvalidParametersError, isRefused, type WithingsError } from '../withings/errors.js';
import { isGranted, SCOPES } from '../withings/oauth.js';
import { personCalls } from './calls.js';
import { checkEmbeddedBroker, checkPage, checkServer, type Home } from './check-ports.js';
import { checkStore } from './check-store.js';
import { type CommandContext, type ContextOptions, openContext, withStore } from './context.js';
import { connectAgain, personCalled, whyLost } from './login.js';
import { bridgesOn } from './running.js';
import { storePlace } from './store-place.js';

/** The scope of the call by which a login is tried. */
const MEASURES = 'user.metrics';

/** What a check found, in words. It throws what is wrong, with what to do about it. */
type Check = () => Promise<string>;

/**
 * `withings2mqtt check`: one line for each thing that must work, so that the first one that does not stands out. A
 * bridge that is running is not disturbed. True if all is well.
 */
export async function check(options: ContextOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'error');
  const { config, log } = context;
  let well = true;
  async function say(name: string, run: Check): Promise<void> {
    const line = await run().then(
      (text) => `ok    ${name}: ${text}`,
      (error: unknown) => `FAIL  ${name}: ${reasonOf(error, log)}`,
    );
    signal.throwIfAborted();
    well &&= line.startsWith('ok');
    process.stdout.write(`${log.blank(line)}\n`);
  }

  const names = config.accounts.map(({ name }) => name);
  await say('config', async () => [context.source, names.join(', ')].filter(Boolean).join(': '));
  await say('credentials', () => checkCredentials(context, signal));
  let bridgeRuns = false;
  let idle: string | undefined;
  let instance: string | undefined;
  await withStore(context, signal, async (store) => {
    const { count, here } = await bridgesOn(store);
    bridgeRuns = here;
    idle = count === 0 ? await storePlace(config) : undefined;
    instance = await store.settings.instance();
    await say('store', () => checkStore(config, count));
    const { cluster } = store;
    if (cluster) await say('accounts', () => countAccounts(cluster.accounts));
    for (const name of names) await say(`login ${name}`, () => checkLogin(name, { ...context, store, signal }));
  }).catch(async (error: Error) => {
    signal.throwIfAborted();
    await say('store', () => Promise.reject(error));
  });
  await say('broker', () => checkBroker(config, { bridgeRuns, idle, instance }, signal));
  if (config.page.enabled) await say('page', () => checkPage(config.page, { bridgeRuns, idle }, signal));
  if (config.server.enabled) await say('server', () => checkServer(config.server, { bridgeRuns, idle }, signal));
  const { url, token } = config.homeassistant;
  if (url && token) await say('homeassistant', () => checkHomeAssistant(url, token, signal));
  const influx = influxTarget(config);
  if (influx) await say('influx', () => checkInflux(influx, signal));
  return well;
}

/** Of those in the store, of whom there may be thousands: no login of theirs is tried. That some have left is no fault. */
async function countAccounts(accounts: Pick<Accounts, 'count'>): Promise<string> {
  const { all, connected, disabled, waiting } = await accounts.count();
  const advice = waiting === 0 ? '' : '; invite them: withings2mqtt accounts invite NAME';
  return `${all} in the store, ${connected} with a login, ${disabled} disabled; ${waiting} need a login${advice}`;
}

async function checkCredentials({ config, log }: CommandContext, signal: AbortSignal): Promise<string> {
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  try {
    await new WithingsApiClient({ baseUrl, clientId, clientSecret, signal, blank: log.blank }).getNonce();
  } catch (error) {
    if (!(error instanceof InvalidParametersError)) throw error;
    throw new ExpectedError(
      `${error.message}; check withings.client_id and withings.client_secret, and this machine's clock`,
    );
  }
  return 'Withings knows the client id and its secret';
}

async function checkLogin(
  name: string,
  { config, log, advice, store, signal }: CommandContext & { readonly store: Store; readonly signal: AbortSignal },
): Promise<string> {
  const page = config.page.enabled ? `${pageAddress(config.page)} while the bridge runs` : undefined;
  const again = connectAgain(name, { store, advice }, page);
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const beforeAttempt = personCalls(store, config.withings);
  const base = { baseUrl, clientId, clientSecret, signal, blank: log.blank, beforeAttempt };
  const person = await personCalled(store, name);
  const opened = person && (await openPersonClient({ ...person, name, store, base, onSecret: log.hide }));
  if (!opened) throw new ExpectedError(`not authorised yet; ${again}`);
  const { client } = opened;
  let refusal: WithingsError | undefined;
  try {
    // What is new since this second: a call that no other one is identical to, which Withings would refuse for 10 s.
    await client.measurePages({ lastUpdate: Math.floor(Date.now() / 1000) }).next();
  } catch (error) {
    const lost = whyLost(error, (await store.states.load(opened.userId())).loginProblem);
    if (lost !== undefined) throw new ExpectedError(`${lost}; ${again}`);
    // Whoever may not read the measures has been let in, and may read the rest.
    if (!isRefused(error)) throw error;
    refusal = error;
  }
  const missing = SCOPES.filter((scope) => !isGranted(client.scope(), scope));
  if (refusal && !missing.includes(MEASURES)) missing.push(`${MEASURES} (${refusal.message})`);
  if (SCOPES.every((scope) => missing.includes(scope)))
    throw new ExpectedError(`Withings lets the bridge read nothing; ${again}, and allow everything`);
  if (missing.length === 0) return 'Withings lets the bridge in';
  return `Withings lets the bridge in, but not with ${missing.join(', ')}; to have that, ${again}, and allow everything`;
}

async function checkBroker(
  config: Config,
  { bridgeRuns, idle, instance }: Home & { readonly instance: string | undefined },
  signal: AbortSignal,
): Promise<string> {
  if (config.mqtt.url === 'embedded') return checkEmbeddedBroker(bridgeRuns);
  const { clientId, ...settings } = config.mqtt;
  const topics = createTopics(config.mqtt.baseTopic);
  const options = await brokerOptions(settings, topics.bridgeState);
  const { random, sleep } = systemTools;
  const visit = findLivingBridge({ topics, instance, random, sleep: (milliseconds) => sleep(milliseconds, signal) });
  // A client id of its own, so that a running bridge is not thrown off the broker.
  const named = { ...options, ...(clientId && { clientId: `${clientId}_check` }) };
  const tried = await tryConnection(named, signal, visit);
  if ('problem' in tried) throw new ExpectedError(`${config.mqtt.url}: ${tried.problem.text}`);
  // The one that runs from this folder may be too old to say which one it is.
  const other = tried.result && !(bridgeRuns && tried.result.instance === undefined);
  const where = idle === undefined ? '' : `; it does not run from ${idle}`;
  if (other) throw new ExpectedError(`${config.mqtt.url}: ${fill(OCCUPIED, { base: topics.base })}${where}`);
  return `${config.mqtt.url} answers (MQTT ${tried.protocolVersion === 5 ? '5' : '3.1.1'})`;
}

async function checkInflux(target: InfluxTarget, signal: AbortSignal): Promise<string> {
  const reason = await createInfluxServer(target, { signal, sleep: systemTools.sleep }).whyNot();
  if (reason !== undefined) throw new ExpectedError(`${target.url}: ${reason}`);
  const place = target.bucket === undefined ? `database ${target.database}` : `bucket ${target.bucket}`;
  return `${target.url} takes readings (${place})`;
}

const PATIENCE_MILLISECONDS = 10_000;

/** Where the past goes; the devices go by the broker. */
async function checkHomeAssistant(url: string, token: string, signal: AbortSignal): Promise<string> {
  const { openSocket } = await import('../statistics/websocket.js');
  const socket = await openSocket({ url, token, signal, patience: PATIENCE_MILLISECONDS });
  socket.close();
  return `${url} takes the token (Home Assistant ${socket.version})`;
}
