import { ExpectedError } from '../bridge/unexpected.js';
import { FETCHED_FEEDS } from '../feeds/index.js';
import type { Readiness } from '../http/server.js';
import type { Message } from '../mqtt/connection.js';
import { createRequests } from '../mqtt/requests.js';
import type { Topics } from '../mqtt/topics.js';
import type { Cluster } from '../store/cluster.js';

export interface ClusterRequestsOptions {
  readonly cluster: Cluster;
  readonly topics: Topics;
  readonly ready: () => Promise<Readiness>;
  readonly respond: (topic: string, payload: string) => void;
  readonly onFailed: (command: string, error: unknown) => void;
  readonly random: () => number;
}

/** For ten thousand: a request for all of them is spread over this. */
const SPREAD_MILLISECONDS = 900_000;

/**
 * The requests of `bridge/request/`, answered by whichever bridge gets one. A refresh is answered when it is in the queue:
 * some other bridge may do it, and what is new shows on the person's topics.
 */
export function createClusterRequests(options: ClusterRequestsOptions): (message: Message) => boolean {
  const { cluster, topics, ready, respond, onFailed } = options;
  const kinds = [...new Set(FETCHED_FEEDS.flatMap(({ notifications }) => notifications.map(({ appli }) => appli)))];

  async function userIdOf(account: string | undefined): Promise<string> {
    if (account === undefined) throw new ExpectedError('many people are here; expected {"account": "<name>"}');
    const row = await cluster.accounts.find(account);
    if (!row) throw new ExpectedError(`there is no account ${account}`);
    if (row.userId === undefined) throw new ExpectedError(`${account} is not connected yet`);
    return row.userId;
  }

  return createRequests({
    topics,
    accounts: undefined,
    respond,
    onFailed,
    commands: {
      async refresh({ account }) {
        const userId = await userIdOf(account);
        const nothing = { start: undefined, end: undefined, deviceId: undefined };
        // As if Withings had told of everything.
        for (const appli of kinds) await cluster.notices.put({ userId, appli, ...nothing });
        return { queued: true };
      },
      async rediscover() {
        await cluster.accounts.fill();
        await cluster.queue.wantAll(SPREAD_MILLISECONDS);
        return { queued: true };
      },
      health_check: ready,
    },
  });
}
