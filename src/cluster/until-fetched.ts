import { ExpectedError } from '../bridge/unexpected.js';
import type { Tools } from '../tools.js';
import { type RefreshCluster, refuseLost, type Wanted } from './refresh-account.js';

const LOOK_MILLISECONDS = 500;
/** Withings takes the calls of up to twelve people in a minute, and none again within ten seconds. */
const PATIENCE_MILLISECONDS = 60_000;
const PATIENCE_FOR_EACH_MILLISECONDS = 5000;

/**
 * Resolves when all that was wanted of these people has come in; any bridge may have done it.
 *
 * @throws ExpectedError that says of whom not everything has come in, or who must be authorised again
 */
export async function untilFetched(
  { accounts, notices }: RefreshCluster,
  people: readonly Wanted[],
  { clock, sleep }: Pick<Tools, 'clock' | 'sleep'>,
  signal?: AbortSignal,
): Promise<void> {
  const patience = PATIENCE_MILLISECONDS + people.length * PATIENCE_FOR_EACH_MILLISECONDS;
  const end = clock() + patience;
  for (let left = people; ; ) {
    const asked = await notices.stillAsked(left.map(({ userId }) => userId));
    left = left.filter(({ userId }) => asked.has(userId));
    if (left.length === 0) break;
    if (clock() >= end) throw new ExpectedError(late(left, patience));
    await sleep(LOOK_MILLISECONDS, signal);
  }
  for (const { name } of people) {
    const row = await accounts.find(name);
    if (row) refuseLost(row);
  }
}

function late(left: readonly Wanted[], patience: number): string {
  const names = left.map(({ name }) => name).join(', ');
  return `${names}: not everything has come in within ${patience / 1000} s; it is tried again, see: withings2mqtt accounts`;
}
