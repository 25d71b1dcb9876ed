import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a place among the calls of the last minute. Rejects when the signal is aborted. */
export type Limiter = (signal?: AbortSignal) => Promise<void>;

export interface LimiterTools {
  /** Milliseconds since whenever, on a clock that nobody sets: one that jumps would block every call, or none. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Withings counts per client id, whoever the calls are for: 120 a minute (Withings, "Plans"). */
export const CALLS_PER_MINUTE = 120;
const MINUTE_MILLISECONDS = 60_000;

export const SYSTEM_TOOLS: LimiterTools = {
  clock: () => performance.now(),
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }),
};

/** One queue for all the accounts of a client id: any window of 60 seconds holds at most so many calls. */
export function createLimiter(callsPerMinute = CALLS_PER_MINUTE, tools: Partial<LimiterTools> = {}): Limiter {
  const { clock, sleep } = { ...SYSTEM_TOOLS, ...tools };
  /** When the last calls may start, at most as many as fit into a minute. */
  const starts: number[] = [];
  return async (signal) => {
    signal?.throwIfAborted();
    const now = clock();
    const earliest = starts.length < callsPerMinute ? now : starts.shift()! + MINUTE_MILLISECONDS;
    starts.push(Math.max(now, earliest));
    if (earliest > now) await sleep(Math.ceil(earliest - now), signal);
  };
}
