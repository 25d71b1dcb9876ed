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
 * an attempt by its `signal`, as the signals from outside do.
 */
export function attemptTimeout(
  { beforeAttempt, timeout = 30_000 }: Omit<AttemptOptions, 'signal'>,
  ...signals: readonly (AbortSignal | undefined)[]
) {
  // What AbortSignal.any makes of a signal that lasts for years would leave something behind on it each time.
  const ended = new AbortController();
  let controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let expired = false;
  let hasPlace = true;
  const abort = () => controller.abort();
  const end = () => {
    ended.abort();
    abort();
  };
  for (const signal of signals) signal?.addEventListener('abort', end, { once: true });
  if (signals.some((signal) => signal?.aborted)) end();
  return {
    expired: () => expired,
    /** False where `beforeAttempt` let nothing through: then nobody was asked. */
    hasPlace: () => hasPlace,
    /** Ends the attempt that is under way. */
    signal: (): AbortSignal => controller.signal,
    async start(config: AxiosRequestConfig) {
      hasPlace = false;
      await beforeAttempt?.(ended.signal);
      hasPlace = true;
      controller = new AbortController();
      config.signal = controller.signal;
      if (ended.signal.aborted) abort();
      expired = false;
      timer = setTimeout(() => {
        expired = true;
        abort();
      }, timeout);
    },
    /** Until the next attempt: its clock stands still, and only the signals from outside end the wait. */
    rest(config: AxiosRequestConfig) {
      clearTimeout(timer);
      config.signal = ended.signal;
    },
    stop() {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', end);
    },
  };
}
