import type { BrokerSession, BrokerSessionOptions } from '../mqtt/broker-session.js';
import type { Topics } from '../mqtt/topics.js';
import { provablyOurs } from '../sinks/adopt.js';
import { type Announced, createAnnounced, isOfDevice } from '../sinks/announced.js';
import { basesOf } from '../sinks/clean-up.js';
import { createDeviceTopics, type DeviceTopics } from '../sinks/homeassistant/device-topics.js';
import type { AnnouncedTopic, Store } from '../store/store.js';
import type { BridgeOptions } from './parts.js';
import { ANNOUNCED_MESSAGES } from './sinks.js';
import { createTroubles } from './troubles.js';
import { reasonOf } from './unexpected.js';

export interface AnnouncingOptions extends Pick<BridgeOptions, 'config' | 'log' | 'tools' | 'signal'> {
  readonly store: Store['announced'];
  /** What the store holds. */
  readonly known: readonly AnnouncedTopic[];
  readonly topics: Topics;
  /** Made with `forSession`. */
  readonly session: () => BrokerSession;
  /** User ids of all accounts that something is kept of, by name. */
  readonly userIds: ReadonlyMap<string, string | undefined>;
}

/** What is announced, and what that means for a connection. */
export interface Announcing {
  readonly announced: Announced;
  readonly deviceTopics: DeviceTopics;
  readonly forSession: Pick<
    BrokerSessionOptions,
    'lookThrough' | 'isOurs' | 'alsoRead' | 'oneByOne' | 'claim' | 'gate'
  >;
  /** For each connection, when the retained snapshot is there. */
  onReady(): void;
}

/** As after version 0.1.0, which noted nothing, and at a first start; but for what is the bridge's own. */
export function isNothingNoted(known: readonly AnnouncedTopic[], topics: Topics): boolean {
  return known.every(({ topic }) => topic === topics.bridgeState || topic === topics.bridgeInfo);
}

export function createAnnouncing(options: AnnouncingOptions): Announcing {
  const { config, log, tools, signal, store, known, topics, session, userIds } = options;
  const troubles = createTroubles(log);
  const deviceTopics = createDeviceTopics({
    known: known.flatMap((one) => (isOfDevice(one) ? [one.topic] : [])),
    listen: (some) => session().listen(some),
    bases: () => bases,
    repeat: (topic) => session().publisher.repeat([topic]),
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
  });
  const announced = createAnnounced({
    store,
    known,
    shared: deviceTopics,
    publisher: () => session().publisher,
    atHome: () => session().connected(),
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    onTrouble: (error) =>
      troubles.begin('announced', 'error', '{reason}; what is new is not published before it can be noted there', {
        reason: reasonOf(error, log),
      }),
    onWell: () => troubles.end('announced', 'what is published can be noted again'),
  });
  const ofBridge = [topics.bridgeState, topics.bridgeInfo];
  const bases = [...new Set([topics.base, ...basesOf(announced)])];
  const devices = `${config.homeassistant.discoveryPrefix}/device/`;
  let nothingNoted = isNothingNoted(known, topics);
  const notedWhere = (fits: (topic: string, isDiscovery: boolean) => boolean) =>
    [...announced.noted()].flatMap(([topic, { kind }]) => (fits(topic, kind === 'discovery') ? [topic] : []));

  return {
    announced,
    deviceTopics,
    forSession: {
      lookThrough: [`${topics.base}/#`, `${devices}+/config`],
      isOurs: ({ topic, payload }) =>
        topics.isOwn(topic) || announced.noted().has(topic) || ANNOUNCED_MESSAGES.isOurs(payload, bases),
      // Messages under a former prefix, and whose a former base is now.
      alsoRead: () =>
        notedWhere((topic, isDiscovery) =>
          isDiscovery ? !topic.startsWith(devices) : topic.endsWith('/bridge/info') && !ofBridge.includes(topic),
        ),
      oneByOne: () => notedWhere((topic, isDiscovery) => isDiscovery && topic.startsWith(devices)),
      // All else is noted together, so that nothing overtakes what was set before it.
      claim: () => announced.ensure([topics.bridgeState]),
      gate: announced.gate,
    },
    onReady() {
      deviceTopics.onReady(session().snapshot());
      // Without its own state in it nobody knows what lies there.
      if (!nothingNoted || !session().snapshot().has(topics.bridgeState)) return;
      nothingNoted = false;
      announced.adopt(provablyOurs(session().snapshot(), topics, userIds, ANNOUNCED_MESSAGES));
    },
  };
}
