import type { AccountRow, Cluster } from '../store/cluster.js';
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
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.name;
  }
}

async function describe(rows: readonly AccountRow[], { store, feeds, signal }: SharedList): Promise<string> {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(describeAccount(row));
    if (!feeds || row.userId === undefined) continue;
    signal.throwIfAborted();
    lines.push(...describeFeeds(await store.states.load(row.userId), WIDTH, Date.now() / 1000));
  }
  return lines.join('\n');
}

/** An account of a store that bridges share, on a line. */
export function describeAccount({ name, userId, enabled, hasLogin, loginProblem, lastSync }: AccountRow): string {
  const user =
    userId === undefined || isProvisional(userId) ? 'Withings user not known yet' : `Withings user ${userId}`;
  const invite = `run: withings2mqtt accounts invite ${name}`;
  const again = `login: must be authorised again (${loginProblem}), ${invite}`;
  const login = hasLogin ? (loginProblem === undefined ? 'login: ok' : again) : `no login, ${invite}`;
  const last = `last data: ${lastSync === undefined ? 'none yet' : minute(lastSync)}`;
  const facts = userId === undefined ? ['not connected yet'] : [user, login, last];
  return `${name.padEnd(WIDTH)}  ${[...facts, ...(enabled ? [] : ['disabled'])].join('; ')}`;
}
