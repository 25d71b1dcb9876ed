import { IDENTICAL_CALL_SECONDS } from './envelope.js';
import { RateLimitError, TransportError, WithingsError } from './errors.js';

/**
 * How the last refresh failed, as long as Withings would take the next one with the same token for the same call: whoever
 * needs it meanwhile is told what is wrong, and not that it came too soon.
 *
 * @param stopwatch milliseconds on a clock that nobody sets
 */
export function createFailedRefresh(stopwatch: () => number) {
  let last: { readonly refreshToken: string; readonly error: unknown; readonly at: number } | undefined;
  return {
    note(refreshToken: string, error: unknown): void {
      if (isAnswered(error)) last = { refreshToken, error, at: stopwatch() };
    },
    /** @throws what a refresh with this token has failed with a moment ago */
    rethrow(refreshToken: string): void {
      if (last?.refreshToken !== refreshToken) return;
      if (stopwatch() - last.at < IDENTICAL_CALL_SECONDS * 1000) throw last.error;
    },
  };
}

/** Nobody has counted a call that got no answer, and the network may be back; a rate limit says itself how long it lasts. */
function isAnswered(error: unknown): boolean {
  if (!(error instanceof WithingsError) || error instanceof RateLimitError) return false;
  return !(error instanceof TransportError && error.status === undefined);
}
