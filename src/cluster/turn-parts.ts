import type { Parts } from '../bridge/parts.js';
import type { PersonClientOptions } from '../bridge/person-client.js';
import type { Config } from '../config/index.js';
import type { Outlet } from '../mqtt/link.js';
import type { DiscoveryContext } from '../sinks/homeassistant/device-discovery.js';
import type { BridgeNode, Cluster } from '../store/cluster.js';
import type { PollIntervals } from './due-feeds.js';
import type { FormerBases } from './former-bases.js';
import type { Callback } from './turn-subscriptions.js';

/** What the turns of all people have in common. */
export interface TurnParts
  extends Pick<Parts, 'log' | 'tools' | 'signal' | 'store' | 'telemetry' | 'clientBase' | 'as' | 'forFeed'> {
  readonly config: Config;
  readonly cluster: Cluster;
  readonly node: BridgeNode;
  readonly context: DiscoveryContext;
  /** As this bridge publishes; see `ShownAs`. */
  readonly shownAs: string;
  readonly formerBases: FormerBases;
  readonly callback: Callback;
  readonly rhythm: Omit<PollIntervals, 'isNotified'>;
  readonly aroundRefresh: NonNullable<PersonClientOptions['aroundRefresh']>;
  /** The bridge's connection to the broker; undefined while there is none. What waits when the signal is aborted is dropped. */
  readonly outlet: (signal?: AbortSignal) => Outlet | undefined;
  /** Calls this when the connection goes; @returns what ends that */
  readonly onDown: (listener: () => void) => () => void;
  readonly onPublished: (topic: string) => void;
  readonly onRefused: (topic: string, reason: string) => void;
  /** Something could not be written, or read. */
  readonly onStoreTrouble: (error: unknown) => void;
  /** A whole turn went well. */
  readonly onStoreWell: () => void;
}
