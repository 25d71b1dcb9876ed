import type { ClusterSession } from '../mqtt/cluster-session.js';

/** Long enough for a broker that starts anew, and less than the delay of the will that speaks for all bridges. */
const LONG_MILLISECONDS = 8000;

/**
 * @param stopwatch milliseconds on a clock that nobody sets
 * @returns whether a bridge has had no connection to the broker for long, or never
 */
export function watchBrokerAbsence(
  session: Pick<ClusterSession, 'onUp' | 'onDown'>,
  stopwatch: () => number,
): () => boolean {
  let since: number | undefined = stopwatch();
  session.onUp(() => {
    since = undefined;
  });
  session.onDown(() => {
    since ??= stopwatch();
  });
  return () => since !== undefined && stopwatch() - since >= LONG_MILLISECONDS;
}
