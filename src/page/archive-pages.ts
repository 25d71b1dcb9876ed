import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Reading } from '../metrics/reading.js';
import type { TimeSpan } from '../store/series.js';
import type { States } from '../store/store.js';

/** Read at a time: some milliseconds, in which nothing else goes on in the process. */
const PAGE_READINGS = 2000;

/** Before and after all that is kept. */
export const ALL_TIME: TimeSpan = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/**
 * The readings of a metric in a time, oldest first, some at a time, however many there are. Between two reads others have
 * their turn.
 *
 * @param signal ends it: somebody who has gone away needs no more
 * @param most of a page; those of one second are never apart
 */
export async function* readingPages(
  states: Pick<States, 'readings'>,
  userId: string,
  metric: string,
  { from, to }: TimeSpan,
  signal: AbortSignal,
  most = PAGE_READINGS,
): AsyncGenerator<readonly Reading[]> {
  for (let start = from; start < to; ) {
    signal.throwIfAborted();
    const page = await states.readings(userId, metric, start, to, most);
    if (page.length < most) {
      if (page.length > 0) yield page;
      return;
    }
    const last = page.at(-1)!.takenAt;
    const before = page.filter(({ takenAt }) => takenAt < last);
    yield before.length > 0 ? before : await states.readings(userId, metric, last, last + 1);
    start = before.length > 0 ? last : last + 1;
    await nextTurn();
  }
}
