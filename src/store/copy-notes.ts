import type { Cluster } from './cluster.js';
import type { AccountRow } from './cluster-accounts.js';
import type { Store } from './store.js';

const MOST_TOPICS = 1000;
const MOST_ACCOUNTS = 500;

/** What makes Home Assistant and Withings take the bridge there for the one here. */
export async function copySettings(from: Store, to: Store): Promise<void> {
  await to.settings.put('instance', await from.settings.instance());
  await to.settings.put('webhook_secret', await from.settings.get('webhook_secret'));
}

export async function copyStatistics(userId: string, from: Store, to: Store): Promise<void> {
  for (const [metric, span] of await from.statistics.spans(userId)) await to.statistics.put(userId, metric, span);
  await to.statistics.setDue(userId, (await from.statistics.due(userId))?.since);
}

/** @param left people of whom nothing is copied @returns how many topics there are */
export async function copyAnnounced(from: Store, to: Store, left: ReadonlySet<string>): Promise<number> {
  const topics = (await from.announced.all()).filter(({ userId }) => userId === undefined || !left.has(userId));
  for (let at = 0; at < topics.length; at += MOST_TOPICS) await to.announced.note(topics.slice(at, at + MOST_TOPICS));
  return topics.length;
}

/** Accounts that stand in no configuration, where both stores have such. @returns how many */
export async function copyAccounts({ cluster: from }: Store, { cluster: to }: Store): Promise<number> {
  if (!from || !to) return 0;
  let count = 0;
  for await (const account of accountsOf(from)) {
    if (account.fromFile) continue;
    if (!(await to.accounts.find(account.name))) await to.accounts.add(account);
    await to.accounts.enable(account.name, account.enabled);
    count += 1;
  }
  return count;
}

/** What is known of accounts where bridges share the store, and has no place in a household's. */
export async function accountsLeft({ cluster: from }: Store, { cluster: to }: Store): Promise<readonly AccountRow[]> {
  const rows: AccountRow[] = [];
  if (from && !to) for await (const account of accountsOf(from)) rows.push(account);
  return rows;
}

async function* accountsOf({ accounts }: Cluster): AsyncGenerator<AccountRow> {
  for (let after = ''; ; ) {
    const page = await accounts.list({ after, most: MOST_ACCOUNTS });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < MOST_ACCOUNTS) return;
    after = last.name;
  }
}
