import { FETCHED_FEEDS, feedsFor } from '../feeds/index.js';
import type { Cluster } from '../store/cluster.js';
import type { AccountRow, Stray } from '../store/cluster-accounts.js';
import { isProvisional } from '../store/provisional.js';
import type { Store } from '../store/store.js';
import type { CommandContext } from './context.js';
import { describeFeeds, minute } from './feed-lines.js';
import { printWhole } from './output.js';

export interface SharedList extends Pick<CommandContext, 'log'> {
  readonly store: Pick<Store, 'states'>;
  readonly cluster: Pick<Cluster, 'accounts'>;
  /** Only those that have all of these words in their names. */
  readonly search?: string;
  /** The names in the configuration: of those no bridge has read yet, nobody works for them. */
  readonly configured: readonly string[];
  /** A line for each feed, too. */
  readonly feeds?: boolean;
  readonly signal: AbortSignal;
}

/** As many as come at once: none waits for all. */
const PAGE = 1000;
/** Most names fit; of longer ones the rest stands further to the right. */
const WIDTH = 16;

/** `withings2mqtt accounts list` where there may be thousands: a line each, by name, as they come. */
export async function listShared(list: SharedList): Promise<void> {
  const { cluster, search: words, log, signal } = list;
  for (let after: string | undefined; ; ) {
    const rows = await cluster.accounts.list({ ...(words && { words }), ...(after && { after }), most: PAGE });
    if (rows.length > 0) await printWhole(`${log.blank(await describe(rows, list))}\n`, signal);
    after = rows.at(-1)?.name;
    if (rows.length < PAGE) break;
  }
  const strays = await cluster.accounts.strays(words);
  if (strays.length > 0) await printWhole(`${log.blank(await describe(strays, list))}\n`, signal);
}

async function describe(
  rows: readonly (AccountRow | Stray)[],
  { store, configured, feeds, signal }: SharedList,
): Promise<string> {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push('enabled' in row ? describeAccount(row) : describeStray(row, configured));
    if (!feeds || row.userId === undefined) continue;
    signal.throwIfAborted();
    const asked = 'enabled' in row ? feedsFor(row) : FETCHED_FEEDS;
    lines.push(...describeFeeds(asked, await store.states.load(row.userId), WIDTH, Date.now() / 1000));
  }
  return lines.join('\n');
}

/** An account of a store that bridges share, on a line. */
export function describeAccount({ name, userId, enabled, hasLogin, loginProblem, lastSync }: AccountRow): string {
  const invite = `run: withings2mqtt accounts invite ${name}`;
  const again = `login: must be authorised again (${loginProblem}), ${invite}`;
  const login = hasLogin ? (loginProblem === undefined ? 'login: ok' : again) : `no login, ${invite}`;
  const facts = userId === undefined ? ['not connected yet'] : [userOf(userId), login, lastData(lastSync)];
  return `${name.padEnd(WIDTH)}  ${[...facts, ...(enabled ? [] : ['disabled'])].join('; ')}`;
}

/** Somebody who is kept without an account, on a line. */
function describeStray(
  { name, userId, hasLogin, loginProblem, lastSync }: Stray,
  configured: readonly string[],
): string {
  const lost = `login: must be authorised again (${loginProblem})`;
  const login = hasLogin ? (loginProblem === undefined ? 'login: ok' : lost) : 'no login';
  const stay =
    name === undefined ? `accounts rename ${userId} NAME` : `accounts add ${name} (or write it in there once more)`;
  const isWaiting = name !== undefined && configured.includes(name);
  const facts = [
    `${userOf(userId)}${isWaiting ? '' : ', not in the configuration'}`,
    ...[login, lastData(lastSync)],
    isWaiting
      ? 'begins when a bridge starts with this file'
      : `run: withings2mqtt ${stay}; else: withings2mqtt accounts remove ${name ?? userId}`,
  ];
  return `${(name ?? '(no name)').padEnd(WIDTH)}  ${facts.join('; ')}`;
}

function userOf(userId: string): string {
  return isProvisional(userId) ? 'Withings user not known yet' : `Withings user ${userId}`;
}

function lastData(lastSync: number | undefined): string {
  return `last data: ${lastSync === undefined ? 'none yet' : minute(lastSync)}`;
}
