import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Message } from '../mqtt/connection.js';
import { brokerOptions } from '../mqtt/options.js';
import { type BrokerSession, createBrokerSession } from '../mqtt/session.js';
import { createTopics, type Topics } from '../mqtt/topics.js';
import { createLimiter } from '../scheduler/limiter.js';
import { createAnnouncer } from '../sinks/homeassistant/announcer.js';
import { createDeviceView } from '../sinks/homeassistant/device-view.js';
import { isOurs } from '../sinks/homeassistant/ours.js';
import { openStateStore } from '../store/state.js';
import type { Store } from '../store/store.js';
import { openTokenStore } from '../store/tokens.js';
import { createTelemetry, type Telemetry } from '../telemetry.js';
import { readVersion } from '../version.js';
import { type BridgeAccount, openBridgeAccount, openClient } from './account.js';
import type { BridgeOptions, Parts } from './parts.js';
import { newWebhookSecret, publicUrlOf } from './webhooks.js';

/**
 * Puts the parts of the bridge together, with what the last run knew; nothing is connected yet.
 *
 * @param ownsData whether the data are still this process's
 */
export async function assemble(
  options: BridgeOptions & { readonly store: Store },
  ownsData: () => boolean,
): Promise<Parts> {
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
    onDropped: (part) =>
      log.warn(`state.json: ${part} cannot be read and is left out; what Withings still has comes again`),
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
    topics,
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
