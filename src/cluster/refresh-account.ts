import { ExpectedError } from '../bridge/unexpected.js';
import { FETCHED_FEEDS } from '../feeds/index.js';
import type { Cluster } from '../store/cluster.js';

/**
 * Wants all feeds of an account that Withings tells of, as if it had told of each: before everything that only is due.
 * Resolves when that is noted; some bridge does it.
 *
 * @throws ExpectedError where nobody is called so, or the account is not connected
 */
export async function refreshAccount({ accounts, notices }: Pick<Cluster, 'accounts' | 'notices'>, name: string) {
  const row = await accounts.find(name);
  if (!row) throw new ExpectedError(`there is no account ${name}`);
  if (row.userId === undefined) throw new ExpectedError(`${name} is not connected yet`);
  const kinds = new Set(FETCHED_FEEDS.flatMap(({ notifications }) => notifications.map(({ appli }) => appli)));
  const nothing = { start: undefined, end: undefined, deviceId: undefined };
  for (const appli of kinds) await notices.put({ userId: row.userId, appli, ...nothing });
}
