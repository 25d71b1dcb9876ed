import { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { IDENTICAL_CALL_SECONDS } from './envelope.js';
import { RateLimitError, TransportError, type WithingsError } from './errors.js';

export interface RepeatOptions {
  /**
   * Milliseconds before attempt `retry` + 1. Default: 1 s, 2 s with up to half of it at random, and after an answer
   * `identicalCallSeconds` more.
   */
  readonly retryDelay?: ((retry: number) => number) | undefined;
  /** From an answer to a call just like the one that it was for; default 12, since Withings refuses it for ten. */
  readonly identicalCallSeconds?: number | undefined;
}

/** What travels through axios-retry, which repeats only errors that carry their `config`. Never leaves the transport. */
export class FailedAttempt extends Error {
  constructor(
    readonly config: InternalAxiosRequestConfig & { readonly repeatable?: boolean },
    readonly failure: WithingsError,
    /** By Withings, in an envelope, and not by a gateway before it. */
    readonly isAnswered: boolean,
  ) {
    super(failure.message);
  }
}

/** Whether another attempt may succeed, and does no harm. */
export function mayRepeat(error: unknown): boolean {
  if (error instanceof FailedAttempt) {
    if (!error.config.repeatable) return false;
    const { failure } = error;
    if (failure instanceof RateLimitError || !failure.temporary) return false;
    return !(
      failure instanceof TransportError &&
      failure.status !== undefined &&
      failure.status >= 300 &&
      failure.status < 500
    );
  }
  return error instanceof AxiosError && Boolean((error.config as FailedAttempt['config'])?.repeatable);
}

/** How long to wait before another attempt, in milliseconds, by how many there were and how the last one failed. */
export function pauseBefore({ retryDelay, identicalCallSeconds = IDENTICAL_CALL_SECONDS }: RepeatOptions) {
  return (retry: number, error: unknown): number => {
    if (retryDelay) return retryDelay(retry);
    const growing = 1000 * 2 ** (retry - 1) * (1 + Math.random() / 2);
    return growing + (mayCount(error) ? identicalCallSeconds * 1000 : 0);
  };
}

/** Whether Withings may take another attempt for one too many. What got no answer in time began long ago. */
function mayCount(error: unknown): boolean {
  return error instanceof FailedAttempt ? error.isAnswered : (error as AxiosError).code === AxiosError.ERR_BAD_RESPONSE;
}

/** Whether Withings says of a repeated call that it comes too soon, and nothing else: it is no news of what went wrong. */
export function isTooSoon(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError && error.retryAfter <= IDENTICAL_CALL_SECONDS && isRepetition(error);
}

/** Whether a call was refused for being just like one before: that is about itself alone, whatever wait is named. */
export function isRepetition({ message }: RateLimitError): boolean {
  return /same arguments/i.test(message);
}
