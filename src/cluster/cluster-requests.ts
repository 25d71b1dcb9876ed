import { ExpectedError } from '../bridge/unexpected.js';
import type { Readiness } from '../http/server.js';
import type { Message } from '../mqtt/connection.js';
import { createRequests } from '../mqtt/requests.js';
import type { Topics } from '../mqtt/topics.js';
import type { Tools } from '../tools.js';
import { type RefreshCluster, refreshAccount, refreshEverybody } from './refresh-account.js';
import { untilFetched } from './until-fetched.js';

export interface ClusterRequestsOptions {
  readonly cluster: RefreshCluster;
  readonly topics: Topics;
  readonly ready: () => Promise<Readiness>;
  readonly respond: (topic: string, payload: string) => void;
  readonly onFailed: (command: string, error: unknown) => void;
  /** Takes away what tells that the broker has kept everything: the leading bridge then has all published once more. */
  readonly disbelieve: () => Promise<boolean>;
  readonly tools: Pick<Tools, 'clock' | 'sleep'>;
  /** Ends the waiting for what another bridge does. */
  readonly signal: AbortSignal;
}

/**
 * The requests of `bridge/request/`, answered by whichever bridge gets one. A refresh is answered when it is done, which
 * another bridge may have.
 */
export function createClusterRequests(options: ClusterRequestsOptions): (message: Message) => boolean {
  const { cluster, topics, ready, respond, onFailed, disbelieve, tools, signal } = options;
  return createRequests({
    topics,
    accounts: undefined,
    respond,
    onFailed,
    commands: {
      async refresh({ account }) {
        const people = account === undefined ? refreshEverybody(cluster) : [await refreshAccount(cluster, account)];
        await untilFetched(cluster, await people, tools, signal);
      },
      async rediscover() {
        if (!(await disbelieve())) throw new ExpectedError('the broker is away');
      },
      health_check: ready,
    },
  });
}
