import { ExpectedError } from '../bridge/unexpected.js';
import type { Readiness } from '../http/server.js';
import type { Message } from '../mqtt/connection.js';
import { createRequests } from '../mqtt/requests.js';
import type { Topics } from '../mqtt/topics.js';
import { type RefreshCluster, refreshAccount, refreshEverybody } from './refresh-account.js';

export interface ClusterRequestsOptions {
  readonly cluster: RefreshCluster;
  readonly topics: Topics;
  readonly ready: () => Promise<Readiness>;
  readonly respond: (topic: string, payload: string) => void;
  readonly onFailed: (command: string, error: unknown) => void;
  /** Takes away what tells that the broker has kept everything: the leading bridge then has all published once more. */
  readonly disbelieve: () => Promise<boolean>;
}

/**
 * The requests of `bridge/request/`, answered by whichever bridge gets one. A refresh is answered when it is in the queue:
 * some other bridge may do it, and what is new shows on the person's topics.
 */
export function createClusterRequests(options: ClusterRequestsOptions): (message: Message) => boolean {
  const { cluster, topics, ready, respond, onFailed, disbelieve } = options;
  return createRequests({
    topics,
    accounts: undefined,
    respond,
    onFailed,
    commands: {
      refresh: ({ account }) => (account === undefined ? refreshEverybody(cluster) : refreshAccount(cluster, account)),
      async rediscover() {
        if (!(await disbelieve())) throw new ExpectedError('the broker is away');
      },
      health_check: ready,
    },
  });
}
