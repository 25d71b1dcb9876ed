import { AuthenticationError, RateLimitError, WithingsError } from './errors.js';

/** A refusal of the token endpoint that does not say what it means is believed after so long, and so many times. */
const LONG_MILLISECONDS = 60 * 60_000;
const OFTEN = 4;
/** Of a user who is deactivated. */
const DEACTIVATED = 328;

/**
 * Tells a login that is gone from one that is refused for now, where the token endpoint has another answer than its own
 * word for a dead one: a login costs a person an evening, and an outage may look like a refusal for some minutes.
 *
 * @param stopwatch milliseconds on a clock that nobody sets
 */
export function createLastingRefusal(stopwatch: () => number) {
  let known: { readonly key: string; readonly since: number; readonly times: number } | undefined;

  return {
    /** How a refresh with a token failed; the failure, or that only a person can help. */
    judge(refreshToken: string, error: unknown): unknown {
      // It says nothing of the login.
      if (error instanceof RateLimitError) return error;
      if (!isRefusal(error)) {
        known = undefined;
        return error;
      }
      const key = `${error.status} ${refreshToken}`;
      const now = stopwatch();
      const { since, times } = known?.key === key ? known : { since: now, times: 0 };
      known = { key, since, times: times + 1 };
      if (now - since < LONG_MILLISECONDS || known.times < OFTEN) return error;
      const { message, status, endpoint, action } = error;
      return new AuthenticationError(`${message}, each time for an hour`, {
        status,
        endpoint,
        action,
        needsLogin: true,
      });
    },
  };
}

/** What is about the client's own credentials no login mends. */
function isRefusal(error: unknown): error is WithingsError {
  if (!(error instanceof WithingsError) || /client/i.test(error.message)) return false;
  if (error instanceof AuthenticationError) return !error.needsLogin;
  return error.status === DEACTIVATED && !error.temporary;
}
