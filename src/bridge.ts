import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type BridgeAccount, openBridgeAccount, openClient } from './bridge/account.js';
import type { History } from './bridge/history.js';
import type { BridgeOptions, Parts } from './bridge/parts.js';
import { type BridgeRounds, createBridgeRounds } from './bridge/rounds.js';
import { newWebhookSecret, publicUrlOf } from './bridge/webhooks.js';
import type { Config } from './config/index.js';
import { createAnnouncer } from './homeassistant/announcer.js';
import { createDeviceView } from './homeassistant/device-view.js';
import { isOurs } from './homeassistant/ours.js';
import { type HttpServer, startServer } from './http/server.js';
import type { Message } from './mqtt/connection.js';
import { brokerOptions } from './mqtt/options.js';
import { type BrokerSession, createBrokerSession } from './mqtt/session.js';
import { createTopics, type Topics } from './mqtt/topics.js';
import { acquireLock } from './store/lock.js';
import { openStateStore } from './store/state.js';
import { openTokenStore } from './store/tokens.js';
import { createLimiter } from './sync/limiter.js';
import { createTelemetry, type Telemetry } from './telemetry.js';
import { resolvesWithin } from './tools.js';
import { readVersion } from './version.js';

const STOP_MILLISECONDS = 3000;
const BROKER_MILLISECONDS = 30_000;

/**
 * The bridge from its start to its end, and the only place where its parts are put together.
 *
 * @returns false if something in a single round failed
 * @throws LockedError, DataFolderError, NewerVersionError, TlsFileError: then nothing has been started
 */
export async function runBridge(options: BridgeOptions): Promise<boolean> {
  const stop = new AbortController();
  // Every call that is under way listens for the stop.
  setMaxListeners(0, stop.signal);
  const onStop = () => stop.abort();
  let owner = true;
  options.signal.addEventListener('abort', onStop, { once: true });
  const lock = await acquireLock(options.config.dataDir, {
    onLost() {
      options.log.error(`another withings2mqtt has taken over ${options.config.dataDir}; this one stops`);
      owner = false;
      stop.abort();
    },
  });
  const embedded = await startEmbedded(options.config);
  try {
    return await live(await assemble({ ...options, ...embedded, signal: stop.signal }, () => owner));
  } finally {
    options.signal.removeEventListener('abort', onStop);
    await embedded?.close();
    await lock.release();
  }
}

/** The broker inside this process, for `mqtt.url: embedded`; loaded only then. */
async function startEmbedded(config: Config): Promise<{ config: Config; close: () => Promise<void> } | undefined> {
  if (config.mqtt.url !== 'embedded') return undefined;
  const { startBroker } = await import('./demo/broker.js');
  const { url, close } = await startBroker();
  return { config: { ...config, mqtt: { ...config.mqtt, url } }, close };
}

async function assemble(options: BridgeOptions, ownsData: () => boolean): Promise<Parts> {
  const { config, log, tools, signal } = options;
  const version = readVersion();
  const telemetry = createTelemetry();
  const topics = createTopics(config.mqtt.baseTopic);
  const offline = new AbortController();
  setMaxListeners(0, offline.signal);
  const listeners: Parts['listeners'] = [];
  const states = openStateStore({
    dataDir: config.dataDir,
    newInstance: () => randomBytes(4).toString('hex'),
    onDamaged: (reason, keptAs) =>
      log.warn(`state.json is damaged (${reason}) and kept as ${keptAs}; a full sync makes a new one`),
  });
  const state = await states.load();
  const session = await openSession(
    { ...options, instance: state.instance },
    topics,
    telemetry,
    offline.signal,
    (message) => listeners.some((take) => take(message)),
  );
  const { publisher } = session;
  const { discoveryPrefix: prefix, enabled } = config.homeassistant;
  const context = { topics, prefix, instance: state.instance, version };
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  const announcer = createAnnouncer({ publisher, context, enabled, sleep });
  const tokens = openTokenStore({ dataDir: config.dataDir, warn: log.warn });
  const devices = createDeviceView({ publisher, announcer, context });
  const shared = {
    ...options,
    publisher,
    announcer,
    devices,
    telemetry,
    context,
    tokens,
    limiter: createLimiter(options.callsPerMinute),
  };
  const accounts: BridgeAccount[] = [];
  for (const account of config.accounts) {
    accounts.push(await openBridgeAccount({ ...shared, account, start: state.accounts[account.name] }));
  }
  const removed: Parts['removed'][number][] = [];
  for (const name of Object.keys(state.accounts).filter((one) =>
    config.accounts.every((account) => account.name !== one),
  )) {
    const client = await openClient(shared, name, () => {});
    if (client) removed.push({ name, client });
  }
  announcer.flush();
  publisher.doubt();
  const webhookSecret = state.webhookSecret ?? (publicUrlOf(config) ? newWebhookSecret() : undefined);
  if (webhookSecret) log.hide(webhookSecret);
  return {
    ...options,
    ...{ version, telemetry, topics, states, state, session, announcer, accounts, listeners, offline },
    ...{ webhookSecret, removed, ownsData },
  };
}

async function openSession(
  { config, log, tools, once, instance }: BridgeOptions & { readonly instance: string },
  topics: Topics,
  telemetry: Telemetry,
  signal: AbortSignal,
  onMessage: (message: Message) => void,
): Promise<BrokerSession> {
  // Always the same: the broker then gives up a connection that broke on our side only, and its late will with it.
  const clientId = config.mqtt.clientId ?? `withings2mqtt_${instance}`;
  return createBrokerSession({
    broker: await brokerOptions({ ...config.mqtt, clientId }, topics.bridgeState),
    log,
    signal,
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    random: tools.random,
    lookThrough: [`${topics.base}/#`, `${config.homeassistant.discoveryPrefix}/device/+/config`],
    isOurs: ({ topic, payload }) => topics.isOwn(topic) || isOurs(payload, topics.base),
    subscriptions: once ? [] : [topics.request('+'), config.homeassistant.statusTopic],
    onMessage,
    onConnected: () => telemetry.add('connects'),
    onPublished: () => telemetry.add('publishes'),
  });
}

async function live(parts: Parts): Promise<boolean> {
  const { log, tools, session, accounts, offline, once } = parts;
  log.info(`withings2mqtt ${parts.version} for ${accounts.map(({ sync }) => sync.name).join(', ')}`);
  const rounds = createBridgeRounds(parts, await openHistory(parts));
  if (!parts.config.homeassistant.enabled) log.info('homeassistant.enabled is false: nothing appears there by itself');
  const connection = session.run();
  const server = await openServer(parts, rounds);
  try {
    if (once) return await singleRound(parts, rounds);
    await rounds.run(server !== undefined);
    return true;
  } finally {
    const closed = server?.close();
    await resolvesWithin(tools, STOP_MILLISECONDS, session.leave());
    offline.abort();
    await connection;
    await closed;
    // What was answered with yes must not be lost: nobody tells of it again.
    await rounds.save();
    log.info('stopped');
  }
}

/** The history that it is to write by itself; loaded only then. */
async function openHistory(parts: Parts): Promise<History | undefined> {
  const { url, token, importHistory } = parts.config.homeassistant;
  if (!importHistory || parts.once || !url || !token) return undefined;
  const { createHistory } = await import('./bridge/history.js');
  return createHistory(parts, { url, token });
}

async function singleRound({ config, log, tools, session, signal }: Parts, rounds: BridgeRounds): Promise<boolean> {
  const went = await rounds.single();
  if (signal.aborted) return false;
  const everything = session
    .ready()
    .then(() => Promise.all([rounds.tellNews(), rounds.tidied()]))
    .then(() => session.publisher.settled());
  if (await resolvesWithin(tools, BROKER_MILLISECONDS, everything)) return went;
  log.error(`the broker at ${config.mqtt.url} did not take everything in ${BROKER_MILLISECONDS / 1000} s`);
  return false;
}

async function openServer({ config, log, once }: Parts, rounds: BridgeRounds): Promise<HttpServer | undefined> {
  const { enabled, host, port } = config.server;
  if (!enabled || once) return undefined;
  try {
    return await startServer({ host, port, health: rounds.health, webhook: rounds.webhook, metrics: rounds.metrics });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const lost = rounds.webhook ? '; Withings cannot notify, polling goes on' : '';
    log.error(
      `no HTTP server on ${host}:${port} (${code ?? 'unknown error'}); change server.port or set server.enabled: false${lost}`,
    );
    return undefined;
  }
}
