import { DAY_SECONDS } from './day.js';
import type { FeedContext } from './feed.js';

/**
 * What can be: nothing more than a day after now, by the cloud's clock. A box without a battery for its own starts years
 * back, so that its clock counts only as long as nothing tells the cloud's, and never against what the cloud has said.
 *
 * @param said a time that the cloud itself has named, seconds since 1970
 */
export function lastPossible({ now, cloudTime, state }: PossibleContext, said = 0): number {
  const told = Math.max(said, state.feeds.measures?.cursor ?? 0);
  return Math.max(cloudTime?.() ?? now, told) + DAY_SECONDS;
}

/** By the clock that is behind, ours or the cloud's: what is noted with it lies in the future of neither. */
export function earlierNow({ now, cloudTime }: Pick<FeedContext, 'now' | 'cloudTime'>): number {
  return Math.min(now, cloudTime?.() ?? now);
}

type PossibleContext = Pick<FeedContext, 'now' | 'cloudTime' | 'state'>;

/**
 * Leaves out what lies in the future, of a device whose clock is wrong: it would be the newest for years.
 *
 * @param about what a row is called, and its latest time in seconds since 1970
 */
export function withoutFuture<T>(
  rows: readonly T[],
  context: PossibleContext & Pick<FeedContext, 'onFuture'>,
  about: (row: T) => { readonly id: string; readonly time: number },
  said?: number,
): T[] {
  const last = lastPossible(context, said);
  return rows.filter((row) => {
    const { id, time } = about(row);
    if (time <= last) return true;
    context.onFuture?.(id, time);
    return false;
  });
}
