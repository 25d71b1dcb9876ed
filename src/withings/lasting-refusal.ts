import { AuthenticationError, InvalidParametersError, RateLimitError, WithingsError } from './errors.js';

/** A refusal of the token endpoint that does not say what it means is believed after so long, and so many times. */
const LONG_MILLISECONDS = 60 * 60_000;
const OFTEN = 4;
/** A token of which nothing was heard for so long is not asked with any more. */
const FORGOTTEN_MILLISECONDS = 24 * 60 * 60_000;

/** Those whose clients come and go share one. */
export interface LastingRefusal {
  /** How a refresh with a token failed; the failure, or that only a person can help. */
  judge(refreshToken: string, error: unknown): unknown;
}

interface Refused {
  readonly status: number | undefined;
  readonly since: number;
  readonly last: number;
  readonly times: number;
}

/**
 * Tells a login that is gone from one that is refused for now, where the token endpoint has another answer than its own
 * word for a dead one: a login costs a person an evening, and an outage may look like a refusal for some minutes.
 *
 * @param stopwatch milliseconds on a clock that nobody sets
 */
export function createLastingRefusal(stopwatch: () => number): LastingRefusal {
  /** By token; the one that was refused last is at the end. */
  const known = new Map<string, Refused>();

  function note(refreshToken: string, status: number | undefined): Refused {
    const now = stopwatch();
    const before = known.get(refreshToken);
    known.delete(refreshToken);
    for (const [token, { last }] of known) {
      if (now - last < FORGOTTEN_MILLISECONDS) break;
      known.delete(token);
    }
    const { since, times } = before && before.status === status ? before : { since: now, times: 0 };
    const next = { status, since, last: now, times: times + 1 };
    known.set(refreshToken, next);
    return next;
  }

  return {
    judge(refreshToken, error) {
      // It says nothing of the login.
      if (error instanceof RateLimitError) return error;
      if (!isRefusal(error)) {
        known.delete(refreshToken);
        return error;
      }
      const { since, last, times } = note(refreshToken, error.status);
      if (last - since < LONG_MILLISECONDS || times < OFTEN) return error;
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

/**
 * A parameter that is wrong is one of the login, such as its user who is deactivated (328): the others are the client's own
 * credentials, which no login mends.
 */
function isRefusal(error: unknown): error is WithingsError {
  if (!(error instanceof WithingsError) || /client/i.test(error.message)) return false;
  if (error instanceof AuthenticationError) return !error.needsLogin;
  return error instanceof InvalidParametersError;
}
