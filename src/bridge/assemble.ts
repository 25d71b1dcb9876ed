import { setMaxListeners } from 'node:events';
import { type BrokerSession, type BrokerSessionOptions, createBrokerSession } from '../mqtt/broker-session.js';
import { brokerOptions } from '../mqtt/options.js';
import { createTopics, type Topics } from '../mqtt/topics.js';
import { createCleanUp } from '../sinks/clean-up.js';
import { createTelemetry, type Telemetry } from '../telemetry.js';
import { readVersion } from '../version.js';
import { AT_COMMAND_LINE } from './advice.js';
import { type Announcing, createAnnouncing, isNothingNoted } from './announcing.js';
import { createClientBase } from './client-base.js';
import { createInflux } from './influx.js';
import { createListeners } from './listeners.js';
import { createPageSink, hasPage } from './page-sink.js';
import type { BridgeOptions, Parts } from './parts.js';
import { ANNOUNCED_MESSAGES, createSinks } from './sinks.js';
import { newWebhookSecret, publicUrlOf } from './webhooks.js';

/** Puts the parts of the bridge together; nothing is connected yet. */
export async function assemble(options: BridgeOptions & Pick<Parts, 'store' | 'onLeaseLost'>): Promise<Parts> {
  const { config, log, tools, signal, store, advice = AT_COMMAND_LINE } = options;
  const version = readVersion();
  const telemetry = createTelemetry();
  const topics = createTopics(config.mqtt.baseTopic);
  const offline = new AbortController();
  setMaxListeners(0, offline.signal);
  const listeners: Parts['listeners'] = [];
  const changed = createListeners();
  const sinkHealth = createListeners();
  const instance = await store.settings.instance();
  const known = await store.announced.all();
  const announcing = createAnnouncing({
    ...{ config, log, tools, signal, topics },
    store: store.announced,
    known,
    session: () => session,
    userIds: isNothingNoted(known, topics) ? await peopleKept(store) : new Map(),
  });
  const { announced, deviceTopics } = announcing;
  listeners.push(deviceTopics.take);
  const session: BrokerSession = await openSession(
    { ...options, instance },
    announcing,
    topics,
    telemetry,
    offline.signal,
    { onMessage: (message) => void listeners.some((take) => take(message)), onStatus: changed.tell },
  );
  session.onReady(announcing.onReady);
  const context = { topics, prefix: config.homeassistant.discoveryPrefix, instance, version };
  const influx = await createInflux({ ...options, onHealth: sinkHealth.tell });
  const more = [...(influx ? [influx.sink] : []), ...(hasPage(options) ? [createPageSink(changed.tell)] : [])];
  const sinks = createSinks({ config, log, tools, signal, announced, session, context, more });
  const cleanUp = createCleanUp({
    announced,
    messages: ANNOUNCED_MESSAGES,
    ...{ publisher: session.publisher, snapshot: session.snapshot, connected: session.connected },
    ...{ base: topics.base, instance },
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
  });
  const webhookSecret = await webhookSecretOf(options);
  if (webhookSecret) log.hide(webhookSecret);
  return {
    ...options,
    ...{
      version,
      advice,
      instance,
      telemetry,
      topics,
      session,
      announced,
      sinks,
      influx,
      cleanUp,
      listeners,
      offline,
      webhookSecret,
      changed,
      sinkHealth,
    },
    ...createClientBase(options, telemetry),
  };
}

/** Kept before Withings hears of it, so that its subscriptions can be taken back whatever happens. */
async function webhookSecretOf({ config, store }: Pick<Parts, 'config' | 'store'>): Promise<string | undefined> {
  const kept = await store.settings.get('webhook_secret');
  if (kept || !publicUrlOf(config)) return kept;
  const secret = newWebhookSecret();
  await store.settings.put('webhook_secret', secret);
  return secret;
}

/** User ids by name, of those of whom something is kept: of nobody else a version that noted nothing can have published. */
async function peopleKept({ people, states }: Parts['store']): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  for (const { name, userId } of await people.list()) {
    if (name === undefined) continue;
    const { readings } = await states.load(userId);
    if (Object.keys(readings).length > 0) kept.set(name, userId);
  }
  return kept;
}

async function openSession(
  { config, log, tools, once, instance }: BridgeOptions & { readonly instance: string },
  { forSession }: Announcing,
  topics: Topics,
  telemetry: Telemetry,
  signal: AbortSignal,
  hooks: Pick<BrokerSessionOptions, 'onMessage' | 'onStatus'>,
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
    ...forSession,
    subscriptions: once ? [] : [topics.request('+'), config.homeassistant.statusTopic],
    ...hooks,
    onConnected: () => telemetry.add('connects'),
    onPublished: () => telemetry.add('publishes'),
  });
}
