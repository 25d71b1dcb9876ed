import { createClientBase } from '../../../src/bridge/client-base.js';
import type { TurnParts } from '../../../src/cluster/turn-parts.js';
import type { Config } from '../../../src/config/index.js';
import type { Outlet } from '../../../src/mqtt/link.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import type { BridgeNode, Cluster } from '../../../src/store/cluster.js';
import type { Store } from '../../../src/store/store.js';
import { createTelemetry } from '../../../src/telemetry.js';
import { systemTools } from '../../../src/tools.js';
import { CLIENT } from '../../demo/helpers.js';
import { logLines } from '../../log-lines.js';

export interface TurnPlace {
  readonly cloud: { readonly url: string };
  readonly store: Store;
  readonly cluster: Cluster;
  readonly node: BridgeNode;
  readonly signal: AbortSignal;
  /** Takes everything, retained or not. */
  readonly onPublish?: (topic: string, payload: string) => void;
}

/** What turns need, with a broker in memory that takes everything. */
export function turnParts({ cloud, store, cluster, node, signal, onPublish }: TurnPlace): TurnParts {
  const { log } = logLines();
  const withings = { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, apiUrl: cloud.url };
  const config = { withings, homeassistant: { enabled: false } } as unknown as Config;
  const telemetry = createTelemetry();
  const base = { config, log, tools: systemTools, signal, identicalCallSeconds: 0 };
  const outlet: Outlet = {
    window: 100,
    publish(topic, payload, _retain, done) {
      onPublish?.(topic, payload);
      queueMicrotask(() => done());
    },
  };
  return {
    ...{ config, log, tools: systemTools, signal, store, cluster, telemetry, node },
    ...createClientBase(base, telemetry, { limiter: () => async () => {} }),
    context: { topics: createTopics('withings'), prefix: 'homeassistant', instance: 'x', version: '1' },
    callback: { url: undefined, since: 0 },
    shownAs: 'now',
    formerBases: { ownerOf: async () => 'ours' },
    rhythm: { pollInterval: 86_400_000, webhookPollInterval: 86_400_000 },
    aroundRefresh: (refresh) => refresh(),
    outlet: () => outlet,
    onDown: () => () => {},
    onPublished() {},
    onRefused(topic, reason) {
      throw new Error(`${topic}: ${reason}`);
    },
    onStoreWell() {},
    onStoreTrouble(error) {
      throw error;
    },
  };
}
