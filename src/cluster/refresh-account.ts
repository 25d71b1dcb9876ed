import { ExpectedError } from '../bridge/unexpected.js';
import type { Notices } from '../store/cluster.js';
import type { AccountRow, Accounts } from '../store/cluster-accounts.js';

export interface RefreshCluster {
  readonly accounts: Pick<Accounts, 'find' | 'list'>;
  readonly notices: Pick<Notices, 'ask' | 'stillAsked'>;
}

/** Somebody who is to be fetched now. */
export interface Wanted {
  readonly name: string;
  readonly userId: string;
}

/**
 * A free plan allows 120 calls a minute, and all that is asked of one person takes up to ten: so many people take eight
 * minutes of it, in which nothing else that only is due gets a place.
 */
const MOST_AT_ONCE = 100;

/**
 * Wants all feeds of an account, before everything that only is due. Resolves when that is noted; some bridge does it.
 *
 * @throws ExpectedError that says what to do where nothing could be fetched
 */
export async function refreshAccount({ accounts, notices }: RefreshCluster, name: string): Promise<Wanted> {
  const row = await accounts.find(name);
  if (!row) throw new ExpectedError(`there is no account ${name}`);
  if (!row.enabled) throw new ExpectedError(`${name} is disabled; run first: withings2mqtt accounts enable ${name}`);
  const { userId } = row;
  if (userId === undefined || !row.hasLogin) throw new ExpectedError(`${name} is not connected; ${invite(row)}`);
  refuseLost(row);
  if (!(await notices.ask(userId))) throw new ExpectedError(`there is no account ${name} any more`);
  return { name, userId };
}

/** The same of everybody whose login works, where these are not too many. @throws ExpectedError */
export async function refreshEverybody({ accounts, notices }: RefreshCluster): Promise<readonly Wanted[]> {
  const rows = await accounts.list({ working: true, most: MOST_AT_ONCE + 1 });
  if (rows.length > MOST_AT_ONCE) throw new ExpectedError('many people are here; expected {"account": "<name>"}');
  if (rows.length === 0) throw new ExpectedError('nobody is here who can be fetched; run: withings2mqtt accounts list');
  const wanted = rows.flatMap(({ name, userId }) => (userId === undefined ? [] : [{ name, userId }]));
  for (const { userId } of wanted) await notices.ask(userId);
  return wanted;
}

/** @throws ExpectedError where somebody must be authorised again */
export function refuseLost(row: AccountRow): void {
  if (row.loginProblem !== undefined) throw new ExpectedError(`${row.name} must be authorised again; ${invite(row)}`);
}

function invite({ name }: AccountRow): string {
  return `run: withings2mqtt accounts invite ${name}`;
}
