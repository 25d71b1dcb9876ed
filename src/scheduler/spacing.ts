import { setTimeout as pause } from 'node:timers/promises';
import { IDENTICAL_CALL_SECONDS } from '../withings/envelope.js';

export interface SpacingTools {
  /** Milliseconds since whenever, on a clock that nobody sets. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

const SYSTEM: SpacingTools = {
  clock: () => performance.now(),
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }),
};

/** What tells one call of an account from another. */
export interface SpacedCall {
  readonly endpoint: string;
  readonly action: string;
  readonly params: Readonly<Record<string, string | number | undefined>>;
}

/** Makes a call, as soon as the last one that was just like it is old enough. Rejects when the signal is aborted. */
export type Spacing = <T>(request: SpacedCall, call: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * For one account. Withings refuses a call that repeats another one within ten seconds (601, "Same arguments"): a
 * refresh right after a round would run into it by itself. It holds up no other call.
 */
export function createSpacing(seconds = IDENTICAL_CALL_SECONDS, tools: Partial<SpacingTools> = {}): Spacing {
  const { clock, sleep } = { ...SYSTEM, ...tools };
  /** By what is asked: when the last such call began, or was over; a time to come of one that waits. */
  const calls = new Map<string, number>();

  function forget(before: number): void {
    for (const [key, time] of calls) if (time < before) calls.delete(key);
  }

  return async (request, call, signal) => {
    const key = keyOf(request);
    const now = clock();
    forget(now - seconds * 1000);
    const start = Math.max(now, (calls.get(key) ?? Number.NEGATIVE_INFINITY) + seconds * 1000);
    calls.set(key, start);
    if (start > now) await sleep(Math.ceil(start - now), signal);
    try {
      return await call();
    } finally {
      calls.set(key, Math.max(clock(), calls.get(key) ?? 0));
    }
  };
}

function keyOf({ endpoint, action, params }: SpacedCall): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return JSON.stringify([endpoint, action, given.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
