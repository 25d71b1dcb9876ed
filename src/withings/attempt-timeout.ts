import type { AxiosRequestConfig } from 'axios';

/** What bounds the attempts of a call. */
export interface AttemptOptions {
  readonly signal?: AbortSignal | undefined;
  /** Awaited before every attempt, also a repeated one: the place of a rate limit. */
  readonly beforeAttempt?: ((signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** Milliseconds for one attempt, whatever trickles in; default 30,000. */
  readonly timeout?: number | undefined;
}

export type AttemptTimeout = ReturnType<typeof attemptTimeout>;

/**
 * The time-out of one call's attempts, each with its own: the HTTP client's would start anew with every byte. It ends
 * an attempt by its `signal`, as the signal from outside does.
 */
export function attemptTimeout({ signal, beforeAttempt, timeout = 30_000 }: AttemptOptions) {
  let controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let expired = false;
  let hasPlace = true;
  const abort = () => controller.abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    expired: () => expired,
    /** False where `beforeAttempt` let nothing through: then nobody was asked. */
    hasPlace: () => hasPlace,
    /** Ends the attempt that is under way. */
    signal: (): AbortSignal => controller.signal,
    async start(config: AxiosRequestConfig) {
      hasPlace = false;
      await beforeAttempt?.(signal);
      hasPlace = true;
      controller = new AbortController();
      config.signal = controller.signal;
      if (signal?.aborted) abort();
      expired = false;
      timer = setTimeout(() => {
        expired = true;
        abort();
      }, timeout);
    },
    /** Until the next attempt: its clock stands still, and only the signal from outside ends the wait. */
    rest(config: AxiosRequestConfig) {
      clearTimeout(timer);
      delete config.signal;
      if (signal) config.signal = signal;
    },
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}
