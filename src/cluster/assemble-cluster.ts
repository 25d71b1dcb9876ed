import { createClientBase } from '../bridge/client-base.js';
import type { BridgeOptions } from '../bridge/parts.js';
import { createTroubles } from '../bridge/troubles.js';
import { reasonOf } from '../bridge/unexpected.js';
import type { Readiness } from '../http/server.js';
import type { Log } from '../log.js';
import { type ClusterSession, createClusterSession } from '../mqtt/cluster-session.js';
import { brokerOptions } from '../mqtt/options.js';
import { createPresence } from '../mqtt/presence.js';
import { createRefusals } from '../mqtt/refusals.js';
import { createTopics, type Topics } from '../mqtt/topics.js';
import type { BridgeNode, Cluster } from '../store/cluster.js';
import type { Store } from '../store/store.js';
import { createTelemetry, type Telemetry } from '../telemetry.js';
import { watchBrokerAbsence } from './broker-absence.js';
import { createClusterRequests } from './cluster-requests.js';
import { createFormerBases } from './former-bases.js';
import { createLeading, type Leading } from './leading.js';
import { createMembership, type Membership } from './membership.js';
import { createSharedCalls } from './shared-calls.js';
import type { SharedClock } from './shared-clock.js';
import { shownAs, shownAsText } from './shown-as.js';
import type { TurnParts } from './turn-parts.js';
import { callbackOf } from './webhook-address.js';

export type ClusterOptions = Omit<BridgeOptions, 'once' | 'ingress' | 'webFolder'>;

/** One bridge of several, put together and not yet running. */
export interface ClusterParts extends Omit<ClusterOptions, 'signal'> {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly node: BridgeNode;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  readonly topics: Topics;
  readonly membership: Membership;
  readonly session: ClusterSession;
  readonly leading: Leading;
  readonly turn: TurnParts;
  readonly webhookSecret: string | undefined;
  readonly ready: () => Promise<Readiness>;
}

export interface AssembleOptions extends ClusterOptions {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly node: BridgeNode;
  /** By which `tools` go, too. */
  readonly clock: SharedClock;
  /** Milliseconds on a clock that nobody sets. */
  readonly stopwatch: () => number;
  /** Ends the turns that are under way; the rest goes on until `signal`. */
  readonly turns: AbortSignal;
  /** The other bridges have taken this one for dead. */
  readonly onBuried: () => void;
}

export async function assembleCluster(options: AssembleOptions): Promise<ClusterParts> {
  const { config, log, tools, signal, turns, store, cluster, node, clock, stopwatch } = options;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  const telemetry = createTelemetry();
  const topics = createTopics(config.mqtt.baseTopic);
  const instance = await store.settings.instance();
  const { callback, secret: webhookSecret } = await callbackOf(
    config,
    store.settings,
    Math.floor(tools.clock() / 1000),
  );
  if (webhookSecret) log.hide(webhookSecret);
  const troubles = workTroubles(log);
  const refusals = createRefusals(log);

  const membership = createMembership({
    ...{ bridges: cluster.bridges, node, log, tools, signal, stopwatch, clock, onBuried: options.onBuried },
    mayLead: () => !isBrokerAway(),
    onLeads: (leads) => leading.tell(leads),
    onTakeover: (bridges) => telemetry.add('takeovers', {}, bridges),
  });
  const ready = async (): Promise<Readiness> => ({
    broker: session.connected(),
    store: membership.lives() && (await isThere(store)),
    // How far all people are behind is a metric: no bridge alone can do anything about it.
    sync: true,
  });
  const onRequest = createClusterRequests({
    ...{ cluster, topics, ready, tools, signal },
    disbelieve: () => session.say(topics.bridgeInfo, ''),
    respond: (topic, payload) => session.outlet()?.publish(topic, payload, false, () => {}),
    onFailed: (command, error) => void reasonOf(error, log, { command }),
  });
  const mayHold = () => leading.isLast() || (membership.leads() && membership.lives());
  const { stateTopic: _, ...broker } = await brokerOptions(config.mqtt, topics.bridgeState);
  const forBroker = { broker, topics, instance, log, signal, sleep, random: tools.random, onRequest };
  const session = createClusterSession({ ...forBroker, node: node.id, mayPublish: membership.lives });
  const presence = createPresence({ ...forBroker, mayHold });
  const isBrokerAway = watchBrokerAbsence(session, stopwatch);
  const shown = shownAs(config, node.version);
  const formerBases = createFormerBases({ session, instance, stopwatch });
  const leading = createLeading({
    ...{ cluster, session, presence, topics, log, instance, signal },
    ...{ settings: store.settings, shownAs: shown, formerBases },
  });
  const calls = createSharedCalls({
    ...{ budget: cluster.budget, clientId: config.withings.clientId, callsPerMinute: config.withings.callsPerMinute },
    ...{ sleep: tools.sleep, random: tools.random, stopwatch, onTrouble: troubles.begin, signal: turns },
  });
  const clients = createClientBase({ ...options, signal: turns }, withoutAccounts(telemetry), calls);
  return {
    ...{ ...options, telemetry, topics, membership, session, leading, webhookSecret, ready },
    turn: {
      ...{ config, log, tools, signal: turns, store, cluster, node, callback, ...clients },
      ...{ onStoreTrouble: troubles.begin, onStoreWell: troubles.end },
      telemetry: withoutAccounts(telemetry),
      ...{ shownAs: shownAsText(shown), formerBases },
      context: { topics, prefix: config.homeassistant.discoveryPrefix, instance, version: node.version },
      rhythm: { pollInterval: config.withings.pollInterval, webhookPollInterval: config.withings.webhookPollInterval },
      aroundRefresh: calls.reserved,
      outlet: session.outlet,
      onDown: session.onDown,
      onPublished(topic) {
        telemetry.add('publishes');
        refusals.taken(topic);
      },
      onRefused: refusals.refused,
    },
  };
}

/** Ten thousand names would be as many series of each metric. */
function withoutAccounts(telemetry: Telemetry): Telemetry {
  return {
    ...telemetry,
    add: (counter, { account: _, ...labels } = {}, amount) => telemetry.add(counter, labels, amount),
  };
}

function workTroubles(log: Log) {
  const troubles = createTroubles(log);
  return {
    begin: (error: unknown) =>
      troubles.begin('work', 'warn', 'not all work can be done now: {reason}; it is tried again', {
        reason: reasonOf(error, log),
      }),
    end: () => troubles.end('work', 'all work can be done again'),
  };
}

async function isThere(store: Store): Promise<boolean> {
  return store.check().then(
    () => true,
    () => false,
  );
}
