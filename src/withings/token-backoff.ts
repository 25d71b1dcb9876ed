import { RateLimitError } from './errors.js';

/** As long as the old token works, an early refresh that failed is tried again this much later, not at every call. */
const REST_MILLISECONDS = 30_000;

/**
 * How long an endpoint is left alone after it failed.
 *
 * @param stopwatch milliseconds on a clock that nobody sets
 */
export function createTokenBackoff(stopwatch: () => number) {
  let until = 0;
  let demand: { readonly error: RateLimitError; readonly until: number } | undefined;
  return {
    begin(error: unknown): void {
      const now = stopwatch();
      demand = error instanceof RateLimitError ? { error, until: now + error.retryAfter * 1000 } : undefined;
      until = demand?.until ?? now + REST_MILLISECONDS;
    },
    isOn: () => stopwatch() < until,
    /** What Withings said when it asked not to be called for a time, as long as that lasts. */
    demanded(): RateLimitError | undefined {
      const seconds = demand ? Math.ceil((demand.until - stopwatch()) / 1000) : 0;
      return seconds > 0 ? demand?.error.withLeft(seconds) : undefined;
    },
  };
}
