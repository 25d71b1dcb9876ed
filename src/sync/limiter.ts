import PQueue from 'p-queue';

/** Waits for a place among the calls of the last minute. Rejects when the signal is aborted. */
export type Limiter = (signal?: AbortSignal) => Promise<void>;

/** Withings counts per client id, whoever the calls are for: 120 a minute (Withings, "Plans"). */
export const CALLS_PER_MINUTE = 120;

/** One queue for all the accounts of a client id: any window of 60 seconds holds at most so many calls. */
export function createLimiter(callsPerMinute = CALLS_PER_MINUTE): Limiter {
  if (callsPerMinute === Number.POSITIVE_INFINITY) return async () => {};
  const queue = new PQueue({ interval: 60_000, intervalCap: callsPerMinute, strict: true });
  return async (signal) => {
    await queue.add(() => undefined, signal ? { signal } : {});
  };
}
